import type { MultipartUpload } from '../core/model.ts'
import { S3Error } from './s3-error.ts'

/** S3 may keep a part that is in flight while it aborts the upload. So the sweeper aborts the upload once more, after this time. */
export const secondAbortMs = 3_600_000

/** Lists the headers that every request of an upload has. */
export function listUploadHeaders({
  isRequesterPays,
}: Pick<MultipartUpload, 'isRequesterPays'>): Readonly<Record<string, string>> {
  return isRequesterPays ? { 'x-amz-request-payer': 'requester' } : {}
}

/** The codes with which S3 says that an upload no longer exists. `NoSuchKey` is Ceph's code for an upload that was completed. */
const goneCodes: ReadonlySet<string> = new Set(['NoSuchUpload', 'NoSuchKey', 'NoSuchBucket'])

/** Whether S3 says that the upload no longer exists. */
export function isUploadGone(thrown: unknown): boolean {
  return thrown instanceof S3Error && goneCodes.has(thrown.code ?? '')
}
