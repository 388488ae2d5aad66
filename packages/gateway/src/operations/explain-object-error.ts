import { AppError } from '../core/app-error.ts'
import type { ErrorCode } from '../core/error-table.ts'
import type { HeadObjectParams } from '../s3/requests/head-object.ts'
import { listObjectsV2 } from '../s3/requests/list-objects-v2.ts'
import { S3Error } from '../s3/s3-error.ts'
import type { ResolvedAccess } from './operation.ts'

/**
 * Says more of an object that S3 did not show. Its response to HEAD has a status alone, and its 403 stands for three things:
 * the object is denied, it is missing and may not be listed, or the credential is not good. A listing tells which, as
 * far as S3 tells it at all. S3 API Reference, "HeadObject", Permissions.
 * @param thrown what HEAD has failed with
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
  // S3 User Guide, "Working with delete markers": HEAD of one that is named is a 405.
  if (versionId !== undefined && status === 405) {
    const message = 'This version is a delete marker: the object was deleted then.'
    return new AppError('object_not_found', { message, failed, cause: thrown })
  }
  // The listing has the latest versions only.
  if (status !== 403 || versionId !== undefined) return thrown
  try {
    const { objects } = await store.call(listObjectsV2({ bucket, prefix: key, limit: 1, paysRequest }))
    if (objects[0]?.key !== key) return new AppError('object_not_found', { failed, cause: thrown })
    return new AppError('access_denied', {
      message: `The object is there, but S3 denies it to the credential ${store.credential.name}.`,
      failed,
      cause: thrown,
    })
  } catch (refusal) {
    if (refusal instanceof AppError && moreTelling.includes(refusal.code)) return refusal
    const message = `S3 denies the credential ${store.credential.name} this object, or there is no such object: it does not tell which to a credential that may not list the bucket.`
    return new AppError('access_denied', { message, failed, cause: thrown })
  }
}

/** What the listing may say that HEAD could not. */
const moreTelling: readonly ErrorCode[] = ['credential_refused', 'bucket_not_found']

/** Of a version id that the store cannot even read. @param cause what the store's 400 was made into */
export function refuseVersion(cause: AppError): AppError {
  const message = '`version_id` is none that this store has given: send one as it was answered, letter by letter'
  const details = [{ parameter: 'version_id', message }]
  return new AppError('invalid_request', {
    details,
    cause,
    ...(cause.failed === undefined ? {} : { failed: cause.failed }),
  })
}
