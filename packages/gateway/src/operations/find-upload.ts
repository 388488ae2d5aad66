import type { Access } from '../core/access.ts'
import { AppError, restate } from '../core/app-error.ts'
import type { MultipartUpload } from '../core/model.ts'
import { listUploadHeaders } from '../s3/multipart-upload.ts'
import { type ListedPart, listParts } from '../s3/requests/list-parts.ts'
import type { UploadAddress } from './multipart-fields.ts'
import type { OperationContext, ResolvedAccess } from './operation.ts'

/** An upload of the register whose S3 id is known. */
export type KnownUpload = MultipartUpload & { readonly uploadId: string }

/** An upload, and the access that acts for it: with the credential that began it, or with the one for its bucket when that one is gone. */
export interface ResolvedUpload {
  readonly upload: KnownUpload
  readonly resolved: ResolvedAccess
}

/**
 * Finds an upload in the register. An upload of another account, bucket or key is not found.
 * @param access the access that the request needs
 * @throws AppError `upload_not_found`, or what `resolveAccess` throws
 */
export async function findUpload(
  { bucket, key_name, upload_id }: UploadAddress,
  access: Access | undefined,
  { uploads, accountId, resolveAccess }: OperationContext,
): Promise<ResolvedUpload> {
  if (access === undefined) throw new Error('There is no upload to find')
  const upload = await uploads.find({ accountId, bucket, key: key_name, uploadId: upload_id })
  if (upload?.uploadId === undefined) throw new AppError('upload_not_found')
  const { uploadId, credentialId, sizeBytes, contentType } = upload
  const held = access.held === 'registered' ? { bytes: sizeBytes, contentType } : access.held
  const resolved = await resolveAccess({ ...access, credentialId, held })
  return { upload: { ...upload, uploadId }, resolved }
}

/** @throws AppError `upload_not_found` when the upload has ended */
export function requireOpen({ state }: MultipartUpload): void {
  if (state === 'open') return
  throw new AppError('upload_not_found', {
    message: `The multipart upload was already ${state} and accepts no more parts. Begin a new one.`,
  })
}

/** Lists the parts that S3 has, from all pages. @throws AppError `upload_not_found` when S3 no longer has the upload */
export async function listUploadedParts({ upload, resolved }: ResolvedUpload): Promise<readonly ListedPart[]> {
  const { bucket, key, uploadId } = upload
  const parts: ListedPart[] = []
  let after: number | undefined
  do {
    const request = listParts({ bucket, key, uploadId, after, headers: listUploadHeaders(upload) })
    const page = await resolved.call(request).catch(throwNotFound)
    parts.push(...page.parts)
    after = page.nextAfter
  } while (after !== undefined)
  return parts
}

/** Ceph answers NoSuchKey for an upload that was completed. */
function throwNotFound(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== 'object_not_found') throw error
  throw restate(error, { code: 'upload_not_found' })
}
