import type { MultipartUpload } from '../core/model.ts'
import { S3Error } from './s3-error.ts'

/** A part that is under way while S3 ends the upload may be kept. So the sweeper ends it once more, after so long. */
export const secondAbortMs = 3_600_000

/** The headers that each of an upload's requests has. */
export function listUploadHeaders({
  isRequesterPays,
}: Pick<MultipartUpload, 'isRequesterPays'>): Readonly<Record<string, string>> {
  return isRequesterPays ? { 'x-amz-request-payer': 'requester' } : {}
}

/** What S3 says where there is no such upload any more; the second one is Ceph's for an upload that was completed. */
const goneCodes: ReadonlySet<string> = new Set(['NoSuchUpload', 'NoSuchKey', 'NoSuchBucket'])

/** Whether S3 says that it has no such upload any more. */
export function isUploadGone(thrown: unknown): boolean {
  return thrown instanceof S3Error && goneCodes.has(thrown.code ?? '')
}
