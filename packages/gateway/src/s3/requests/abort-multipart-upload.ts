import type { S3Request } from '../s3-request.ts'

/** Which upload to end. */
export interface AbortMultipartUploadParams {
  readonly bucket: string
  readonly key: string
  /** S3's id of the upload. */
  readonly uploadId: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Ends a multipart upload and deletes its parts. S3 API Reference, "AbortMultipartUpload". */
export function abortMultipartUpload({ uploadId, ...upload }: AbortMultipartUploadParams): S3Request<void> {
  return { name: 'AbortMultipartUpload', method: 'DELETE', ...upload, query: { uploadId }, parse: () => {} }
}
