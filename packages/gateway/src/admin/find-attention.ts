import { findKnownGuard } from '../core/guarded-headers.ts'
import type { Credential, Token } from '../core/model.ts'
import { findSecretProblem } from '../vault/credential-secret.ts'
import { describeRenewal } from '../vault/describe-renewal.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { describeGuard } from './describe-findings.ts'

/** The reasons why a credential or a token needs attention. */
export const attentionReasons = [
  'secret_unreadable',
  'keys_refused',
  'keys_expired',
  'keys_expire',
  'renewal_failing',
  'store_open',
  'guard_unknown',
  'not_examined',
  'examined_long_ago',
  'token_expires',
] as const

/** Something that an administrator should look at. */
export interface Attention {
  readonly kind: 'credential' | 'token'
  readonly id: string
  readonly name: string
  readonly state: 'warning' | 'bad'
  readonly reason: (typeof attentionReasons)[number]
  readonly message: string
  readonly cure?: string
  /** When it happened or will happen. The message does not contain this time. */
  readonly at?: number
}

const dayMs = 24 * 3_600_000

/** How long before the end of keys or a token the notice appears. */
export const noticeMs = 7 * dayMs
/** After this time a credential should be examined again, because rights and keys may have changed at the store. */
const longAgoMs = 30 * dayMs

type Reason = Omit<Attention, 'kind' | 'id' | 'name'>

/** Finds what is wrong with a credential, or may be, from stored findings alone. It asks no store. */
export function findCredentialAttention(credential: Credential, ring: KeyRing, now: number): Attention[] {
  const { id, name } = credential
  const reasons = [
    findSecretReason(credential, ring),
    findEndReason(credential, now),
    findRefusal(credential),
    findGuardReason(credential),
    findAgeReason(credential, now),
  ]
  return reasons.flatMap((reason) =>
    reason === undefined ? [] : [{ kind: 'credential', id, name, ...reason } as const],
  )
}

function findSecretReason(credential: Credential, ring: KeyRing): Reason | undefined {
  // Without a master key no secret can be checked; `show_vault` reports this.
  try {
    const problem = findSecretProblem(credential, ring)
    if (problem === undefined) return undefined
    const cure = 'Give the gateway the master key that sealed it, or store the credential again.'
    return { state: 'bad', reason: 'secret_unreadable', message: `${problem.message}.`, cure }
  } catch {
    return undefined
  }
}

function findEndReason(credential: Credential, now: number): Reason | undefined {
  const { expiresAt, name } = credential
  const renewal = describeRenewal(credential, now)
  if (renewal !== undefined) {
    if (renewal.state === 'good') return undefined
    const state = renewal.state === 'expired' ? 'bad' : 'warning'
    return { state, reason: 'renewal_failing', message: renewal.text, cure: 'The log of the gateway says more.' }
  }
  if (expiresAt === undefined || expiresAt > now + noticeMs) return undefined
  const cure = `Store new keys: \`signpost credential rotate ${name}\`.`
  if (expiresAt > now) {
    const message = 'Its keys expire soon, and nothing renews them.'
    return { state: 'warning', reason: 'keys_expire', message, cure, at: expiresAt }
  }
  return {
    state: 'bad',
    reason: 'keys_expired',
    message: 'Its keys have expired, so it signs nothing.',
    cure,
    at: expiresAt,
  }
}

function findRefusal({ examination }: Credential): Reason | undefined {
  const keys = examination?.findings.find(({ check, state }) => check === 'keys' && state === 'bad')
  if (examination === undefined || keys === undefined) return undefined
  const { message, cure } = keys
  return { state: 'bad', reason: 'keys_refused', message, ...(cure === undefined ? {} : { cure }), at: examination.at }
}

function findGuardReason(credential: Credential): Reason | undefined {
  const { actions } = credential
  const isWriter = actions === undefined || actions.includes('upload') || actions.includes('delete')
  if (!isWriter) return undefined
  const guard = findKnownGuard(credential)
  const { state, message, cure } = describeGuard(guard, credential)
  if (state === 'good') return undefined
  const told = { message, ...(cure === undefined ? {} : { cure }) }
  if (guard === undefined) return { state: 'warning', reason: 'guard_unknown', ...told }
  return { state: state === 'bad' ? 'bad' : 'warning', reason: 'store_open', ...told }
}

function findAgeReason({ examination, guard, createdAt }: Credential, now: number): Reason | undefined {
  const askedAt = Math.max(examination?.at ?? 0, guard?.askedAt ?? 0)
  const cure = 'Test it.'
  if (askedAt === 0) {
    return {
      state: 'warning',
      reason: 'not_examined',
      message: 'This credential has never been tested.',
      cure,
      at: createdAt,
    }
  }
  if (now - askedAt < longAgoMs) return undefined
  const days = Math.floor((now - askedAt) / dayMs)
  const message = `This credential was last tested ${days} days ago.`
  return { state: 'warning', reason: 'examined_long_ago', message, cure, at: askedAt }
}

/** Describes a token that expires soon. */
export function describeEndingToken({ id, name, expiresAt }: Token): Attention {
  const message = 'This token expires soon. From then on its requests are refused.'
  return {
    ...{ kind: 'token', id, name, state: 'warning', reason: 'token_expires', message },
    cure: 'Set a later expiry, or give its users another token.',
    ...(expiresAt === undefined ? {} : { at: expiresAt }),
  }
}
