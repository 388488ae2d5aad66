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

/** The options of an upload: those of the gateway, and those of the client. */
export interface UploadOptions extends ObjectOptions {
  /** Called repeatedly with the progress. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Aborts the upload, and removes its parts from the store. */
  readonly signal?: AbortSignal | undefined
  /** Lets the store verify the received bytes: the whole object, or each part. Not every store supports it. */
  readonly checksum?: 'sha256' | undefined
  /** Larger files are sent in parts. In bytes; 16 MiB by default, at most 5 GiB. */
  readonly partsAbove?: number | undefined
  /** How many parts are sent at a time; 4 by default. */
  readonly parallelParts?: number | undefined
  /** The size of a part in bytes, 5 MiB or more. By default the gateway chooses it. */
  readonly partSize?: number | undefined
  /** The number of retries of each request; 8 by default. */
  readonly retries?: number | undefined
}

/** A running upload. It can be awaited. */
export interface Upload extends Promise<UploadResult> {
  /** Stops running requests. Sent parts stay in the store. */
  pause(): void
  /** Continues after a pause. */
  resume(): void
  /** Does the same as aborting the `signal` of the options. */
  abort(): void
}

/** One PUT sends up to 16 MiB by default, and up to 5 GiB on request (S3 User Guide, "Uploading objects"). */
const [usualPartsAbove, mostByPut] = [16 * 1024 ** 2, 5 * 1024 ** 3]

/** The services that uploads need. */
export interface Uploader {
  readonly gateway: Gateway
  readonly signer: UrlSigner
  readonly environment: Environment
  /** The gateway's URL. */
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
          // Thrown inside a request, the error would look like a lost network.
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
        "`checksumSha256` works only with one PUT. Use `checksum: 'sha256'`, which also covers parts, or raise `partsAbove`",
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

/** Returns the fingerprint that identifies a file's upload after a reload. */
function describeUpload(
  url: string,
  { bucket, key, checksum }: ObjectOptions & Pick<UploadJob, 'checksum'>,
  { file, sizeBytes, contentType = '' }: FileSource,
) {
  if (file === undefined) return undefined
  return JSON.stringify([url, bucket, key, file.name, file.lastModified, sizeBytes, contentType, checksum])
}
