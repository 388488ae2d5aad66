import type { Environment } from './environment.ts'
import { type FileSource, openSource, type UploadData } from './file-source.ts'
import type { Gateway } from './gateway.ts'
import { hashSha256, mostHashedBytes } from './hash-sha256.ts'
import { putObject } from './put-object.ts'
import { defaultRetries } from './retry.ts'
import { SignpostError, toAbortedError } from './signpost-error.ts'
import { createSteering } from './steering.ts'
import { uploadInParts } from './upload-in-parts.ts'
import type { ObjectOptions, UploadJob, UploadResult } from './upload-job.ts'
import { openUploadMemory } from './upload-memory.ts'
import { createProgressCounter, type Progress } from './upload-progress.ts'
import type { UrlSigner } from './url-signer.ts'

/** Where an upload goes, and how: what the gateway takes, and what the client does with it. */
export interface UploadOptions extends ObjectOptions {
  /** Told how far it is, again and again. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Aborts the upload, and removes what was sent. */
  readonly signal?: AbortSignal | undefined
  /** Has the store check that what arrived is what was sent: the whole, or each part. Not every store does. */
  readonly checksum?: 'sha256' | undefined
  /** Larger files are sent in parts: bytes, 16 MiB unless said otherwise, 5 GiB at the most. */
  readonly partsAbove?: number | undefined
  /** How many parts are sent at a time; 4 unless said otherwise. */
  readonly parallelParts?: number | undefined
  /** Size of a part in bytes, 5 MiB or more; the gateway chooses it otherwise. */
  readonly partSize?: number | undefined
  /** How often each request is tried again; 8 times unless said otherwise. */
  readonly retries?: number | undefined
}

/** An upload that is under way. It can be awaited. */
export interface Upload extends Promise<UploadResult> {
  /** Ends what is under way. Parts that were sent stay. */
  pause(): void
  /** Goes on. */
  resume(): void
  /** The same as the `signal` of the options. */
  abort(): void
}

/** One PUT sends up to 16 MiB, and up to 5 GiB when it is asked to (S3 User Guide, "Uploading objects"). */
const [usualPartsAbove, mostByPut] = [16 * 1024 ** 2, 5 * 1024 ** 3]

/** What uploads are made with. */
export interface Uploader {
  readonly gateway: Gateway
  readonly signer: UrlSigner
  readonly environment: Environment
  /** The gateway's address. */
  readonly url: string
}

/** Uploads one object. */
export function startUpload(uploader: Uploader, data: UploadData, options: UploadOptions): Upload {
  const steering = createSteering(options.signal)
  const run = async () => {
    const { onProgress, signal: _, checksum, partsAbove = usualPartsAbove, ...others } = options
    const { parallelParts = 4, partSize, retries = defaultRetries, ...object } = others
    if (!(partsAbove >= 0 && partsAbove <= mostByPut)) refuse('`partsAbove` must be from 0 to 5 GiB')
    if (!(Number.isInteger(parallelParts) && parallelParts >= 1)) refuse('`parallelParts` must be 1 or more')
    if (checksum !== undefined && !((partSize ?? 0) <= mostHashedBytes))
      refuse('`partSize` must be at most 1 GiB with `checksum`')
    const source = openSource(data)
    const { sizeBytes } = source
    const mostWhole = checksum === undefined ? partsAbove : Math.min(partsAbove, mostHashedBytes)
    const job: UploadJob = {
      ...uploader,
      object: { ...object, contentType: object.contentType ?? source.contentType },
      ...{ source, checksum, steering },
      progress: createProgressCounter(sizeBytes, (progress) => {
        try {
          onProgress?.(progress)
        } catch (thrown) {
          // Within a request it would look like a network that is lost.
          steering.stop(thrown)
        }
      }),
      memory: openUploadMemory(
        uploader.environment.storage,
        describeUpload(uploader.url, { ...object, checksum }, source),
      ),
      ...{ retries, parallelParts, partSize },
    }
    if (steering.stopped !== undefined) throw steering.stopped.error
    const whole = sizeBytes === undefined || sizeBytes <= mostWhole ? await source.read(0, mostWhole + 1) : undefined
    if (whole === undefined || whole.size > mostWhole) {
      if (object.checksumSha256 === undefined) return uploadInParts(job)
      refuse(
        "`checksumSha256` is for one PUT. Ask for `checksum: 'sha256'`, which parts have, too; or raise `partsAbove`",
      )
    }
    if (checksum === undefined) return putObject(job, whole)
    return putObject({ ...job, object: { ...job.object, checksumSha256: await hashSha256(whole) } }, whole)
  }
  return Object.assign(run(), {
    pause: steering.pause,
    resume: steering.resume,
    abort: () => steering.stop(toAbortedError()),
  })
}

function refuse(message: string): never {
  throw new SignpostError('invalid_argument', { message })
}

/** What a file's upload is recognised by after a reload. */
function describeUpload(
  url: string,
  { bucket, key, checksum }: ObjectOptions & Pick<UploadJob, 'checksum'>,
  { file, sizeBytes, contentType = '' }: FileSource,
) {
  if (file === undefined) return undefined
  return JSON.stringify([url, bucket, key, file.name, file.lastModified, sizeBytes, contentType, checksum])
}
