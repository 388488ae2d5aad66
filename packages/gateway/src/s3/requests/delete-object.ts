import type { S3Request, S3Response } from '../s3-request.ts'

/** Which object to delete. */
export interface DeleteObjectParams {
  readonly bucket: string
  readonly key: string
  /** Without a version, a bucket that keeps versions only hides the object. */
  readonly versionId?: string | undefined
  /** Whether the credential's account pays for the request. */
  readonly paysRequest?: boolean
}

/** What S3 did. */
export interface DeleteObjectResult {
  /** The version that was deleted, or the delete marker that was made. */
  readonly versionId: string | undefined
  /** Whether that version is a delete marker. */
  readonly isDeleteMarker: boolean
}

/** Deletes an object, or one version of it. S3 answers the same when there was nothing to delete. S3 API Reference, "DeleteObject". */
export function deleteObject({
  bucket,
  key,
  versionId,
  paysRequest,
}: DeleteObjectParams): S3Request<DeleteObjectResult> {
  return {
    name: 'DeleteObject',
    method: 'DELETE',
    bucket,
    key,
    ...(versionId === undefined ? {} : { query: { versionId } }),
    ...(paysRequest === true ? { headers: { 'x-amz-request-payer': 'requester' } } : {}),
    parse: ({ headers }: S3Response) => ({
      versionId: headers['x-amz-version-id'],
      isDeleteMarker: headers['x-amz-delete-marker'] === 'true',
    }),
  }
}
