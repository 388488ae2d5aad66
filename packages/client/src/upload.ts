import type { Environment } from './environment.ts'
import { type FileSource, openSource, type UploadData } from './file-source.ts'
import type { Gateway } from './gateway.ts'
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
  /** Has the store check that what arrived is what was sent. For uploads by one PUT. */
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
    const source = openSource(data)
    const { sizeBytes } = source
    const job: UploadJob = {
      ...uploader,
      object: { ...object, contentType: object.contentType ?? source.contentType },
      source,
      steering,
      progress: createProgressCounter(sizeBytes, onProgress),
      memory: openUploadMemory(uploader.environment.storage, describeUpload(uploader.url, object, source)),
      ...{ retries, parallelParts, partSize },
    }
    if (steering.stopped !== undefined) throw steering.stopped.error
    const whole = sizeBytes === undefined || sizeBytes <= partsAbove ? await source.read(0, partsAbove + 1) : undefined
    if (whole === undefined || whole.size > partsAbove) {
      const hasChecksum = checksum !== undefined || object.checksumSha256 !== undefined
      if (hasChecksum)
        refuse('`checksum` is for one PUT: S3 has none of a whole that is sent in parts. Raise `partsAbove`')
      return uploadInParts(job)
    }
    if (checksum === undefined) return putObject(job, whole)
    return putObject({ ...job, object: { ...job.object, checksumSha256: await hash(whole) } }, whole)
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
function describeUpload(url: string, { bucket, key }: ObjectOptions, { file, sizeBytes, contentType }: FileSource) {
  if (file === undefined) return undefined
  return JSON.stringify([url, bucket, key, file.name, file.lastModified, sizeBytes, contentType ?? ''])
}

/** SHA-256 in base64. */
async function hash(body: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await body.arrayBuffer()))
  return btoa(String.fromCharCode(...digest))
}
