import type { CannedAcl } from '@signpost/presign'
import { S3Error } from '../s3-error.ts'
import type { S3Request, S3Response } from '../s3-request.ts'
import { textOf } from '../s3-xml.ts'

/** Which upload to begin. */
export interface CreateMultipartUploadParams {
  readonly bucket: string
  readonly key: string
  /** The headers that the object will have: type, metadata, …; lowercase names. */
  readonly headers?: Readonly<Record<string, string>>
  readonly acl?: CannedAcl | undefined
  /** The checksum that each part will have: `sha256`. */
  readonly checksumAlgorithm?: string | undefined
}

/** Begins a multipart upload. S3 API Reference, "CreateMultipartUpload". @returns S3's id of the upload */
export function createMultipartUpload({
  bucket,
  key,
  headers = {},
  acl,
  checksumAlgorithm,
}: CreateMultipartUploadParams): S3Request<string> {
  const request = {
    name: 'CreateMultipartUpload',
    method: 'POST',
    bucket,
    key,
    query: { uploads: '' },
    headers:
      checksumAlgorithm === undefined
        ? headers
        : { ...headers, 'x-amz-checksum-algorithm': checksumAlgorithm.toUpperCase() },
  } as const
  return { ...request, ...(acl === undefined ? {} : { acl }), parse }
}

function parse(response: S3Response): string {
  const { body } = response
  if ('problem' in body) throw new S3Error(response, body.problem)
  const uploadId = body.root === 'InitiateMultipartUploadResult' ? textOf(body.element, 'UploadId') : undefined
  if (uploadId === undefined || uploadId === '') throw new S3Error(response, 'has no upload id')
  return uploadId
}
