import { findBucketProblem } from '@signpost/presign'
import type { Access } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { findStoreBucketProblem } from '../core/preset.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { chooseCredential, type SigningCredentials } from '../vault/signing-credentials.ts'

/** Whether every store takes such a name; most names are so, and need no look at the store. */
export function isCommonBucketName(bucket: string): boolean {
  return findBucketProblem(bucket) === undefined
}

/**
 * Makes the check of names that only some stores have. It comes before the token's rules, as what is wrong with a request
 * does, though only the credential tells which store it is.
 */
export function createBucketNameCheck({ credentials }: { readonly credentials: SigningCredentials }) {
  return async ({ bucket, action, credentialName }: Access, token: VerifiedToken): Promise<void> => {
    const stored = await credentials.forAccount(token.accountId)
    const chosen = chooseCredential(stored, { bucket, action, name: credentialName, boundTo: token.credentialId })
    if (chosen !== undefined) requireStoreBucket(chosen.credential, bucket)
    else refuseBucket(findBucketProblem(bucket))
  }
}

/** Refuses a bucket that the credential's store cannot have, or cannot be asked for. @throws AppError `invalid_request` */
export function requireStoreBucket(credential: Credential, bucket: string): void {
  refuseBucket(findStoreBucketProblem(credential, bucket))
}

function refuseBucket(problem: string | undefined): void {
  if (problem === undefined) return
  throw new AppError('invalid_request', { details: [{ parameter: 'bucket', message: `\`bucket\` ${problem}` }] })
}
