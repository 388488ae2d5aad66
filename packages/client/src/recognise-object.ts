import { hashMd5 } from './md5.ts'
import { SignpostError } from './signpost-error.ts'
import type { UploadJob, UploadResult } from './upload-job.ts'

/**
 * Says what a refusal to replace means for an upload that was sent before and whose answer was lost: the object that is
 * there may be its own. Only equal bytes are taken for that.
 * @param refusal the store's 412
 * @returns the object, when it has the bytes of the upload
 * @throws SignpostError the refusal, when it has others; `outcome_unknown` when that cannot be told
 */
export async function recogniseObject(
  { gateway, object, retries }: UploadJob,
  body: Blob,
  refusal: SignpostError,
  signal: AbortSignal,
): Promise<UploadResult> {
  const { bucket, key, credential, requestPayer, checksumSha256 } = object
  const look = { bucket, key, credential, requestPayer }
  const found = await gateway.call('headObject', look, { signal, retries }).catch((cause: unknown) => {
    if (signal.aborted) throw signal.reason
    throw tellUnknown(cause)
  })
  if (found.size !== body.size) throw refusal
  const { etag, versionId, checksums } = found
  const isEqual = checksums?.sha256 !== undefined && checksums.sha256 === checksumSha256
  if (isEqual || etag?.replaceAll('"', '') === (await hashMd5(body))) {
    const warnings = ['The answer to the upload was lost. The object that is there has the same bytes.']
    return { bucket, key, size: found.size, etag, versionId, warnings }
  }
  // Where S3 encrypts with a key of KMS, an ETag is no MD5.
  throw tellUnknown(refusal)
}

function tellUnknown(cause: unknown): SignpostError {
  const message =
    'The answer to the upload was lost, and now there is an object with this key. Whether it is the upload or another object could not be told.'
  return new SignpostError('outcome_unknown', { message, cause })
}
