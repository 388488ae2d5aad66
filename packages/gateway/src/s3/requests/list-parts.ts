import { S3Error } from '../s3-error.ts'
import type { S3Request, S3Response } from '../s3-request.ts'
import { childrenOf, textOf, type XmlElement } from '../s3-xml.ts'

/** What to list. */
export interface ListPartsParams {
  readonly bucket: string
  readonly key: string
  /** S3's id of the upload. */
  readonly uploadId: string
  /** Only parts with a higher number. */
  readonly after?: number | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** One page of the parts of an upload. */
export interface ListPartsResult {
  /** In the order of their numbers. */
  readonly parts: readonly ListedPart[]
  /** The number after which the next page begins; undefined at the last one. */
  readonly nextAfter: number | undefined
}

/** A part that S3 has. */
export interface ListedPart {
  readonly partNumber: number
  readonly sizeBytes: number
  /** With its quotes, as S3 writes it. */
  readonly etag: string
  /** In base64, by algorithm: `sha256`, `crc64nvme`, …. */
  readonly checksums: Readonly<Record<string, string>>
}

/** A page has 1,000 parts, and a part with all checksums takes some 700 bytes. */
const maxPageBytes = 1024 * 1024

/** Lists the parts of an upload that S3 has, 1,000 on a page. S3 API Reference, "ListParts". */
export function listParts({ uploadId, after, ...upload }: ListPartsParams): S3Request<ListPartsResult> {
  return {
    name: 'ListParts',
    method: 'GET',
    ...upload,
    query: { uploadId, ...(after === undefined ? {} : { 'part-number-marker': String(after) }) },
    maxBodyBytes: maxPageBytes,
    parse: (response) => parseParts(response, after),
  }
}

function parseParts(response: S3Response, after = 0): ListPartsResult {
  const { body } = response
  if ('problem' in body) throw new S3Error(response, body.problem)
  if (body.root !== 'ListPartsResult') throw new S3Error(response, 'is not a list of parts')
  const parts = childrenOf(body.element, 'Part').map((part) => parsePart(response, part))
  const isTruncated = textOf(body.element, 'IsTruncated') === 'true'
  // The last part counts, not the marker that a store names: both say the same, and the last part also shows when a page does not advance.
  const last = parts.at(-1)?.partNumber
  if (isTruncated && (last === undefined || last <= after))
    throw new S3Error(response, 'is a truncated page from which no further page follows')
  return { parts, nextAfter: isTruncated ? last : undefined }
}

function parsePart(response: S3Response, part: XmlElement): ListedPart {
  const [partNumber, sizeBytes] = ['PartNumber', 'Size'].map((name) => {
    const text = textOf(part, name)
    if (text === undefined || !/^\d{1,15}$/.test(text)) throw new S3Error(response, `has a part without a ${name}`)
    return Number(text)
  }) as [number, number]
  const etag = textOf(part, 'ETag')
  if (etag === undefined || etag === '') throw new S3Error(response, 'has a part without an ETag')
  return { partNumber, sizeBytes, etag, checksums: readChecksums(part) }
}

/** Reads the checksums, by algorithm: `ChecksumCRC64NVME` becomes `crc64nvme`. */
function readChecksums(part: XmlElement): Readonly<Record<string, string>> {
  if (typeof part === 'string') return {}
  return Object.fromEntries(
    Object.keys(part).flatMap((name) => {
      const algorithm = /^Checksum([A-Z0-9]+)$/.exec(name)?.[1]
      const value = textOf(part, name)
      return algorithm === undefined || value === undefined ? [] : [[algorithm.toLowerCase(), value]]
    }),
  )
}
