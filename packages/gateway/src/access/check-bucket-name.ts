import { findBucketProblem } from '@signpost/presign'
import type { Access } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { findStoreBucketProblem } from '../core/preset.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { chooseCredential, type SigningCredentials } from '../vault/signing-credentials.ts'

/** Whether every store accepts the name. This is true for most names, which then need no check against the store. */
export function isCommonBucketName(bucket: string): boolean {
  return findBucketProblem(bucket) === undefined
}

/**
 * Creates the check of bucket names that only some stores accept. Like every check of the request itself, it comes before the token's
 * rules, although only the credential shows which store it is.
 */
export function createBucketNameCheck({ credentials }: { readonly credentials: SigningCredentials }) {
  return async ({ bucket, action, credentialName }: Access, token: VerifiedToken): Promise<void> => {
    const stored = await credentials.forAccount(token.accountId)
    const chosen = chooseCredential(stored, { bucket, action, name: credentialName, boundTo: token.credentialId })
    if (chosen !== undefined) requireStoreBucket(chosen.credential, bucket)
    else refuseBucket(findBucketProblem(bucket))
  }
}

/** Refuses a bucket name that the credential's store cannot have, or that requests cannot use there. @throws AppError `invalid_request` */
export function requireStoreBucket(credential: Credential, bucket: string): void {
  refuseBucket(findStoreBucketProblem(credential, bucket))
}

function refuseBucket(problem: string | undefined): void {
  if (problem === undefined) return
  throw new AppError('invalid_request', { details: [{ parameter: 'bucket', message: `\`bucket\` ${problem}` }] })
}
