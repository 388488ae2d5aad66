import type { Operations } from '../api.ts'
import type { Environment } from '../environment.ts'
import type { Gateway } from '../gateway.ts'
import { answerWith, toStoreRequest, toXml } from './uppy-answers.ts'
import type { UppySigned } from './uppy-types.ts'

/** The requests for parts, which Uppy sends one after another. */
export interface SentParts {
  /** Stores the URLs in the answer that started an upload. */
  keep(begun: Operations['multipartBegin']['result']): void
  /** Lists the uploaded parts in the format of S3. */
  list(key: string, uploadId: string): Promise<UppySigned>
  /** Returns the request of one part. A second call returns a different URL, because the first one did not work. */
  sign(key: string, uploadId: string, partNumber: number): Promise<UppySigned>
  forget(uploadId: string): void
}

/** One request signs this many URLs, and counts as one request. */
const urlsPerRequest = 20

/** A URL that expires within this time is no longer returned. */
const marginMs = 15_000

interface KnownUpload {
  /** Undefined if the size is unknown. */
  readonly partCount: number | undefined
  readonly signed: Map<number, { readonly request: UppySigned; readonly endsAt: number }>
}

/** Creates the source of part requests. @param place the bucket, and the lifetime of URLs */
export function createSentParts(
  gateway: Gateway,
  environment: Environment,
  { bucket, expiresIn }: { readonly bucket: string; readonly expiresIn: number | undefined },
): SentParts {
  const uploads = new Map<string, KnownUpload>()

  function open(uploadId: string, partCount?: number): KnownUpload {
    const known = uploads.get(uploadId) ?? { partCount, signed: new Map() }
    uploads.set(uploadId, known)
    return known
  }

  function keepSigned(
    { signed }: KnownUpload,
    { parts, expiresAt }: Pick<Operations['multipartBegin']['result'], 'parts' | 'expiresAt'>,
  ): void {
    if (expiresAt === undefined) return
    const endsAt = gateway.toLocalTime(expiresAt) - marginMs
    for (const part of parts) signed.set(part.partNumber, { request: toStoreRequest(part), endsAt })
  }

  return {
    keep: (begun) => keepSigned(open(begun.uploadId, begun.partCount), begun),
    async list(key, uploadId) {
      const { parts, size, partSize } = await gateway.call('multipartShow', { uploadId, bucket, key })
      // After a reload, Uppy calls this before it continues.
      open(uploadId, size === undefined ? undefined : Math.max(1, Math.ceil(size / partSize)))
      const entries = parts.map(({ partNumber, size: bytes, etag }) => {
        return `<Part>${toXml({ PartNumber: partNumber, Size: bytes, ETag: etag })}</Part>`
      })
      return answerWith('ListPartsResult', entries.join(''))
    },
    async sign(key, uploadId, partNumber) {
      const upload = open(uploadId)
      const known = upload.signed.get(partNumber)
      upload.signed.delete(partNumber)
      if (known !== undefined && environment.now() < known.endsAt) return known.request
      const last = Math.min(upload.partCount ?? partNumber, partNumber + urlsPerRequest - 1)
      const partNumbers = `${partNumber}-${Math.max(partNumber, last)}`
      keepSigned(upload, await gateway.call('multipartParts', { uploadId, bucket, key, partNumbers, expiresIn }))
      const fresh = upload.signed.get(partNumber)
      if (fresh === undefined) throw new Error(`The gateway has not signed part ${partNumber}`)
      upload.signed.delete(partNumber)
      return fresh.request
    },
    forget: (uploadId) => void uploads.delete(uploadId),
  }
}
