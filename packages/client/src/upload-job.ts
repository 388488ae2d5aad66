import type { Operations } from './api.ts'
import type { Environment } from './environment.ts'
import type { FileSource } from './file-source.ts'
import type { Gateway } from './gateway.ts'
import { withRetries } from './retry.ts'
import { SignpostError } from './signpost-error.ts'
import type { Steering } from './steering.ts'
import type { UploadMemory } from './upload-memory.ts'
import type { ProgressCounter } from './upload-progress.ts'
import type { UrlSigner } from './url-signer.ts'

/** The options of an object for the gateway, except those that the client sets itself. */
export type ObjectOptions = Omit<
  Operations['signedUrlForUpload']['options'],
  'contentLength' | 'contentMd5' | 'checksumSha1' | 'checksumCrc32' | 'checksumCrc32c' | 'checksumCrc64nvme'
>

/** Everything that is needed to send one object. */
export interface UploadJob {
  readonly object: ObjectOptions
  readonly source: FileSource
  /** The checksum of the object or of each part, which the store verifies. */
  readonly checksum: 'sha256' | undefined
  readonly gateway: Gateway
  readonly signer: UrlSigner
  readonly environment: Environment
  readonly steering: Steering
  readonly progress: ProgressCounter
  readonly memory: UploadMemory
  readonly retries: number
  readonly parallelParts: number
  readonly partSize: number | undefined
}

/** An uploaded object. */
export interface UploadResult {
  readonly bucket: string
  readonly key: string
  /** The size in bytes. */
  readonly size: number
  /** The ETag, if the store sends it and CORS lets the page see it. */
  readonly etag?: string | undefined
  readonly versionId?: string | undefined
  readonly warnings?: readonly string[] | undefined
}

/** Calls the gateway for an upload. A call that a pause aborted is repeated. */
export function callForJob<Name extends keyof Operations>(
  { gateway, steering, retries }: UploadJob,
  name: Name,
  options: Operations[Name]['options'],
): Promise<Operations[Name]['result']> {
  return steering.run((signal) => gateway.call(name, options, { signal, retries }))
}

/** How many URLs are signed for one attempt, including the first. */
const mostSignings = 2

/**
 * Sends something with a signed URL until it succeeds. A refused URL is signed again, because it may have expired while it waited,
 * whatever reason the store names.
 * @param sign receives whether the last URL was refused. It retries on its own, so its errors are final
 */
export function sendUntilDone<Signed, Result>(
  { environment, steering, retries }: Pick<UploadJob, 'environment' | 'steering' | 'retries'>,
  sign: (isRefused: boolean) => Promise<Signed>,
  send: (signed: Signed, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return steering.run(async (signal) => {
    let refusals = 0
    const attempt = async (): Promise<{ readonly result: Result } | { readonly fault: unknown }> => {
      let signed: Signed
      try {
        signed = await sign(refusals > 0)
      } catch (fault) {
        return { fault }
      }
      if (signal.aborted) throw signal.reason
      try {
        return { result: await send(signed, signal) }
      } catch (thrown) {
        const isRefused = thrown instanceof SignpostError && thrown.code === 'store_refused' && thrown.status === 403
        if (!isRefused || ++refusals > mostSignings - 1) throw thrown
        return attempt()
      }
    }
    const outcome = await withRetries(attempt, { environment, retries, signal })
    if ('fault' in outcome) throw outcome.fault
    return outcome.result
  })
}

/**
 * Asks again without the length if the store cannot sign it: with signature version 2, a store does not enforce lengths.
 * @param lengthOption the option with the length
 */
export async function askWithLength<Options extends object, Result>(
  lengthOption: keyof Options & string,
  wireName: string,
  options: Options,
  ask: (options: Options) => Promise<Result>,
): Promise<Result> {
  try {
    return await ask(options)
  } catch (thrown) {
    const isRefused =
      thrown instanceof SignpostError &&
      thrown.code === 'invalid_request' &&
      thrown.details?.some(({ parameter, message }) => parameter === wireName && / cannot be used/.test(message))
    if (!isRefused) throw thrown
    const { [lengthOption]: _, ...others } = options
    return ask(others as Options)
  }
}
