import { AppError } from '../core/app-error.ts'
import type { ErrorCode } from '../core/error-table.ts'
import type { HeadObjectParams } from '../s3/requests/head-object.ts'
import { listObjectsV2 } from '../s3/requests/list-objects-v2.ts'
import { S3Error } from '../s3/s3-error.ts'
import type { ResolvedAccess } from './operation.ts'

/**
 * Finds out why S3 refused to show an object. S3's response to HEAD has no body, and its 403 has three possible causes: access
 * to the object is denied, the object is missing and the bucket may not be listed, or the credential is invalid. A listing tells
 * them apart, as far as S3 allows that at all. S3 API Reference, "HeadObject", Permissions.
 * @param thrown the error that HEAD failed with
 * @returns the error to answer with
 */
export async function explainObjectError(
  thrown: unknown,
  { bucket, key, versionId, paysRequest = false }: HeadObjectParams,
  store: ResolvedAccess,
): Promise<unknown> {
  if (!(thrown instanceof AppError) || !(thrown.cause instanceof S3Error)) return thrown
  const { status } = thrown.cause
  const failed = thrown.failed ?? store
  if (versionId !== undefined && status === 400) return refuseVersion(thrown)
  // S3 User Guide, "Working with delete markers": HEAD for the version id of a delete marker answers 405.
  if (versionId !== undefined && status === 405) {
    const message = 'This version is a delete marker: the object was deleted at that point.'
    return new AppError('object_not_found', { message, failed, cause: thrown })
  }
  // The listing contains only the latest versions.
  if (status !== 403 || versionId !== undefined) return thrown
  try {
    const { objects } = await store.call(listObjectsV2({ bucket, prefix: key, limit: 1, paysRequest }))
    if (objects[0]?.key !== key) return new AppError('object_not_found', { failed, cause: thrown })
    return new AppError('access_denied', {
      message: `The object exists, but S3 does not let the credential ${store.credential.name} read it.`,
      failed,
      cause: thrown,
    })
  } catch (refusal) {
    if (refusal instanceof AppError && moreTelling.includes(refusal.code)) return refusal
    const message = `Either S3 does not let the credential ${store.credential.name} read this object, or there is no such object: S3 does not say which to a credential that may not list the bucket.`
    return new AppError('access_denied', { message, failed, cause: thrown })
  }
}

/** The errors of a listing that say more than the error of HEAD. */
const moreTelling: readonly ErrorCode[] = ['credential_refused', 'bucket_not_found']

/** Makes the error for a version id that the store cannot even read. @param cause the error that stands for the store's 400 */
export function refuseVersion(cause: AppError): AppError {
  const message = '`version_id` is not a version id of this store: send one exactly as the store returned it'
  const details = [{ parameter: 'version_id', message }]
  return new AppError('invalid_request', {
    details,
    cause,
    ...(cause.failed === undefined ? {} : { failed: cause.failed }),
  })
}
