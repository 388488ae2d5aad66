import { S3Error } from '../s3-error.ts'
import type { S3Request, S3Response } from '../s3-request.ts'
import { formatXml, textOf } from '../s3-xml.ts'

/** A part as the body lists it. */
export interface CompletedPart {
  readonly partNumber: number
  readonly etag: string
  /** In base64, by algorithm (`sha256`). S3 requires them when the upload was begun with a checksum algorithm. */
  readonly checksums?: Readonly<Record<string, string>>
}

/** Which upload to complete, and of which parts. */
export interface CompleteMultipartUploadParams {
  readonly bucket: string
  readonly key: string
  /** S3's id of the upload. */
  readonly uploadId: string
  /** In the order of their numbers. */
  readonly parts: readonly CompletedPart[]
  readonly headers?: Readonly<Record<string, string>>
}

/** The object that the parts have become. */
export interface CompleteMultipartUploadResult {
  /** As S3 writes it; undefined when it is empty, as Ceph 16 leaves it the first time. */
  readonly etag: string | undefined
  readonly versionId: string | undefined
}

/**
 * S3 may take minutes, and sends spaces meanwhile. A proxy in front of the gateway may give up after a minute, as nginx does. The
 * gateway should answer the caller before that.
 */
export const completionTimeoutMs = 50_000

/**
 * Makes an object of the parts of an upload. It may fail inside a 200, which the S3 caller detects.
 * S3 API Reference, "CompleteMultipartUpload".
 */
export function completeMultipartUpload(
  params: CompleteMultipartUploadParams,
): S3Request<CompleteMultipartUploadResult> {
  const { uploadId, parts, ...upload } = params
  return {
    name: 'CompleteMultipartUpload',
    method: 'POST',
    ...upload,
    query: { uploadId },
    body: formatXml('CompleteMultipartUpload', {
      Part: parts.map(({ partNumber, etag, checksums = {} }) => ({
        PartNumber: partNumber,
        ETag: etag,
        ...Object.fromEntries(
          Object.entries(checksums).map(([algorithm, value]) => [`Checksum${algorithm.toUpperCase()}`, value]),
        ),
      })),
    }),
    timeoutMs: completionTimeoutMs,
    isSlow: true,
    parse: parseObject,
  }
}

function parseObject(response: S3Response): CompleteMultipartUploadResult {
  const { body, headers } = response
  if ('problem' in body) throw new S3Error(response, body.problem)
  if (body.root !== 'CompleteMultipartUploadResult') throw new S3Error(response, 'names no object')
  return { etag: textOf(body.element, 'ETag') || undefined, versionId: headers['x-amz-version-id'] }
}
