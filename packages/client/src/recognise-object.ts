import { hashMd5 } from './md5.ts'
import { SignpostError } from './signpost-error.ts'
import type { UploadJob, UploadResult } from './upload-job.ts'

/**
 * Decides what the store's refusal to replace an object means after an earlier attempt whose answer was lost: the existing object may
 * be that upload. Only equal bytes prove it.
 * @param refusal the store's 412
 * @returns the object, if it has the bytes of the upload
 * @throws SignpostError the refusal, if the bytes differ; `outcome_unknown` if the bytes cannot be compared
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
    const warnings = ['The answer to the upload was lost. The existing object has the same bytes.']
    return { bucket, key, size: found.size, etag, versionId, warnings }
  }
  // If S3 encrypts with a KMS key, the ETag is not an MD5.
  throw tellUnknown(refusal)
}

function tellUnknown(cause: unknown): SignpostError {
  const message =
    'The answer to the upload was lost, and an object with this key now exists. It is unknown whether it is this upload or another object.'
  return new SignpostError('outcome_unknown', { message, cause })
}
