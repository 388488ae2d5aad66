import { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { findSecretProblem } from '../vault/credential-secret.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { createSigningCredential, type SigningCredential } from '../vault/signing-credentials.ts'
import type { Needs } from './dependencies.ts'

/**
 * Finds the account's credential of a name.
 * @throws AppError `credential_not_found`
 */
export async function findCredential(
  name: string,
  { credentials, accountId }: Needs<'credentials' | 'accountId'>,
): Promise<Credential> {
  const credential = await credentials.findByName(accountId, name)
  if (credential === undefined) throw createNotFoundError(name)
  return credential
}

/** Creates the AppError `credential_not_found`. */
export function createNotFoundError(name: string): AppError {
  return new AppError('credential_not_found', {
    message: `There is no credential ${name}; \`signpost credential list\` shows them.`,
  })
}

/**
 * Opens a credential for signing.
 * @throws AppError `secret_unreadable`
 */
export function openCredential(credential: Credential, ring: KeyRing): SigningCredential {
  const problem = findSecretProblem(credential, ring)
  if (problem !== undefined) throw new AppError('secret_unreadable', { message: `${problem.message}.` })
  return createSigningCredential(credential, ring)
}

/** Finds the bucket to test a credential on: the first that its patterns name in full. */
export function findOwnBucket({ bucketPatterns }: Credential): string | undefined {
  return bucketPatterns.find((pattern) => !pattern.endsWith('*'))
}
