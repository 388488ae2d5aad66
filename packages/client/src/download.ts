import type { Environment } from './environment.ts'
import { explainSilence } from './explain-silence.ts'
import { defaultRetries } from './retry.ts'
import { toStoreError } from './send-to-store.ts'
import { createSteering } from './steering.ts'
import { sendUntilDone } from './upload-job.ts'
import type { SignOptions, UrlSigner } from './url-signer.ts'

/** The object to download, and a signal that stops the download. */
export type DownloadOptions = Omit<SignOptions, 'type' | 'acl'> & { readonly signal?: AbortSignal | undefined }

/**
 * Fetches an object from the store.
 * @returns the store's successful response, with its body unread
 */
export function startDownload(
  signer: UrlSigner,
  environment: Environment,
  { signal: stop, ...options }: DownloadOptions,
): Promise<Response> {
  const steering = createSteering(stop)
  const sign = (isRefused: boolean) => {
    if (isRefused) signer.forget(options)
    return signer.sign(options)
  }
  const job = { environment, steering, retries: defaultRetries }
  return sendUntilDone(job, sign, async ({ signedUrl, method, headers }, signal) => {
    const init = { method, headers, ...(stop === undefined ? {} : { signal: stop }) }
    const response = await environment.fetch(signedUrl, init).catch(async (cause: unknown) => {
      if (signal.aborted) throw signal.reason
      throw await explainSilence({ url: signedUrl, side: 'store', cause }, environment)
    })
    if (response.ok) return response
    const { status } = response
    const header = (name: string) => response.headers.get(name)
    throw toStoreError({ status, header, body: await response.text() }, environment.now())
  })
}
