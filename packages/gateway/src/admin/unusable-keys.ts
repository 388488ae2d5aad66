import type { Credential } from '../core/model.ts'
import { findSecretProblem } from '../vault/credential-secret.ts'
import type { Needs } from './dependencies.ts'
import { describeExpiry } from './describe-findings.ts'

/** What can make the keys of a credential unusable, for a sentence about the credential. */
export const unusableStates = {
  keys_expired: 'its keys have expired',
  secret_unreadable: 'its secret does not open',
} as const

/** Why a credential signs nothing, whatever the store says. */
export interface UnusableKeys {
  readonly status: keyof typeof unusableStates
  /** Whole sentences. */
  readonly explanation: string
}

/** Finds what makes a credential's keys unusable; undefined if the store can be asked. */
export function findUnusableKeys(
  credential: Credential,
  { ring, clock }: Needs<'ring' | 'clock'>,
): UnusableKeys | undefined {
  const problem = findSecretProblem(credential, ring)
  if (problem !== undefined) return { status: 'secret_unreadable', explanation: `${problem.message}.` }
  const { expiresAt, source } = credential
  const now = clock()
  if (expiresAt === undefined || expiresAt > now) return undefined
  // For keys that are renewed, the state of the renewals says the rest.
  if (source !== undefined) return { status: 'keys_expired', explanation: 'Its keys have expired.' }
  const explanation = describeExpiry(credential, now).map(({ message, cure }) => `${message} ${cure}`)
  return { status: 'keys_expired', explanation: explanation.join(' ') }
}
