import { AppError } from '../core/app-error.ts'
import type { Credential, StoreGuard } from '../core/model.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import { createFieldError } from './check-input.ts'
import { findOwnBucket } from './credential-record.ts'
import type { Needs } from './dependencies.ts'

/** What a store said about a credential before it is stored. */
interface StoreAnswer {
  readonly check: 'good' | 'unchecked'
  /** What the store said; absent if it was not asked. */
  readonly explanation?: string
  /** What the store said about its guard, as a field of the credential. */
  readonly asked: { readonly guard?: StoreGuard }
}

/**
 * Asks the store whether a credential works, before it is stored.
 * @param unchecked whether to skip this check
 * @throws AppError `invalid_request` if the endpoint is the address of a bucket; `credential_refused` if the store refuses the keys
 * or does not answer
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
