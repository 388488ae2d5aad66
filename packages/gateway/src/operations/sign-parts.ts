import { formatTime } from '../core/format-time.ts'
import { listUploadHeaders } from '../s3/multipart-upload.ts'
import type { ResolvedUpload } from './find-upload.ts'
import { measurePart } from './plan-parts.ts'

/** How many signed parts count as one request of the token's rate. */
const partsPerRequest = 20

/** How many requests of the token's rate the signing of parts counts as. */
export function countRequests(partCount: number): number {
  return Math.ceil(partCount / partsPerRequest)
}

/** The parts whose URLs are in the answer that begins an upload: as many as one request of the rate covers. */
export function listFirstParts(partCount = partsPerRequest): readonly number[] {
  return Array.from({ length: Math.min(partCount, partsPerRequest) }, (_, index) => index + 1)
}

/**
 * Signs a PUT for each part. If the size of the object is known, the signature covers the size of the part.
 * @param checksumOf the header with a part's checksum
 */
export function signParts(
  { upload, resolved }: ResolvedUpload,
  partNumbers: readonly number[],
  checksumOf: (partNumber: number) => Readonly<Record<string, string>> = () => ({}),
) {
  const { uploadId } = upload
  const uploadHeaders = listUploadHeaders(upload)
  let endsAt = 0
  const parts = partNumbers.map((partNumber) => {
    const contentLength = measurePart(upload, partNumber)
    const length = contentLength === undefined ? {} : { 'content-length': String(contentLength) }
    const headers = { ...uploadHeaders, ...length, ...checksumOf(partNumber) }
    const signed = resolved.sign({ method: 'PUT', query: { partNumber: String(partNumber), uploadId }, headers })
    endsAt = signed.expiresAt
    const size = contentLength === undefined ? {} : { contentLength }
    return { partNumber, signedUrl: signed.url, method: signed.method, headers: signed.headers, ...size }
  })
  return { parts, expiresAt: formatTime(endsAt) }
}
