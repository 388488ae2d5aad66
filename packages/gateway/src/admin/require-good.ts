import { AppError } from '../core/app-error.ts'
import type { Credential, StoreGuard } from '../core/model.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import { createFieldError } from './check-input.ts'
import { findOwnBucket } from './credential-record.ts'
import type { Needs } from './dependencies.ts'

/** What a store said of a credential that is about to be stored. */
interface StoreAnswer {
  readonly check: 'good' | 'unchecked'
  /** What the store says; absent when it was not asked. */
  readonly explanation?: string
  /** What it says of its guard, as a field of the credential. */
  readonly asked: { readonly guard?: StoreGuard }
}

/**
 * Asks the store whether a credential is good, before it is stored.
 * @param unchecked whether it is stored without being asked about
 * @throws AppError `invalid_request` when the endpoint is the address of a bucket; `credential_refused` when the store does not
 * take the keys, or did not answer
 */
export async function requireGood(
  credential: Credential,
  unchecked: boolean | undefined,
  { ring, probe, clock }: Needs<'ring' | 'probe' | 'clock'>,
): Promise<StoreAnswer> {
  if (unchecked === true) return { check: 'unchecked', asked: {} }
  const report = await probe(createSigningCredential(credential, ring), findOwnBucket(credential))
  const { status, explanation, endpointProblem, guard } = report
  if (endpointProblem !== undefined) throw createFieldError('endpoint', endpointProblem)
  if (status !== 'good') {
    throw new AppError('credential_refused', {
      message: `Nothing was stored. ${explanation} (\`unchecked\` stores it without asking.)`,
    })
  }
  return { check: 'good', explanation, asked: guard === undefined ? {} : { guard: { kind: guard, askedAt: clock() } } }
}
