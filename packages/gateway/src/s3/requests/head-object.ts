import type { S3Request, S3Response } from '../s3-request.ts'

/** Which object to ask for. */
export interface HeadObjectParams {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string | undefined
  /** Whether S3 should return the checksums that it stores. */
  readonly withChecksums?: boolean
  /** Whether the credential's account pays for the request. */
  readonly paysRequest?: boolean
}

/** What S3 says about an object. */
export interface HeadObjectResult {
  /** Undefined when the store does not say. */
  readonly sizeBytes: number | undefined
  readonly contentType: string | undefined
  /** With its quotes, as S3 writes it. */
  readonly etag: string | undefined
  /** Epoch milliseconds. */
  readonly modifiedAt: number | undefined
  readonly versionId: string | undefined
  /** Undefined for STANDARD. */
  readonly storageClass: string | undefined
  /** By the name after `x-amz-meta-`, in lowercase. */
  readonly metadata: Readonly<Record<string, string>>
  /** In base64, by algorithm: `sha256`, `crc64nvme`, …. */
  readonly checksums: Readonly<Record<string, string>>
}

/** Asks whether an object exists, and for its properties. S3 API Reference, "HeadObject". */
export function headObject(params: HeadObjectParams): S3Request<HeadObjectResult> {
  const { bucket, key, versionId, withChecksums = false, paysRequest = false } = params
  return {
    name: 'HeadObject',
    method: 'HEAD',
    bucket,
    key,
    ...(versionId === undefined ? {} : { query: { versionId } }),
    headers: {
      ...(withChecksums ? { 'x-amz-checksum-mode': 'ENABLED' } : {}),
      ...(paysRequest ? { 'x-amz-request-payer': 'requester' } : {}),
    },
    parse: parseObject,
  }
}

function parseObject({ headers }: S3Response): HeadObjectResult {
  const modifiedAt = Date.parse(headers['last-modified'] ?? '')
  const { type: _type, ...checksums } = pickHeaders(headers, 'x-amz-checksum-')
  return {
    sizeBytes: /^\d{1,15}$/.test(headers['content-length'] ?? '') ? Number(headers['content-length']) : undefined,
    contentType: headers['content-type'],
    etag: headers.etag,
    modifiedAt: Number.isNaN(modifiedAt) ? undefined : modifiedAt,
    versionId: headers['x-amz-version-id'],
    storageClass: headers['x-amz-storage-class'],
    metadata: pickHeaders(headers, 'x-amz-meta-'),
    checksums,
  }
}

/** Picks the headers that begin with a prefix, by the rest of their names. */
function pickHeaders(headers: S3Response['headers'], prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}
