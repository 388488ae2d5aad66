import type { ActResult } from '../../api/act.ts'
import type { StatusState } from '../../components/status.tsx'

/** A credential as `list_credentials` returns it. */
export type ListedCredential = ActResult<'list_credentials'>['credentials'][number]

/** The state of a credential, in a few words, with a sentence of detail if there is more to say. */
export interface CredentialState {
  readonly state: StatusState
  readonly label: string
  readonly detail?: string | undefined
}

const day = 86_400_000
/** Keys that expire within this many days are reported, unless they renew automatically. */
const endingWithinDays = 7

/**
 * Lists what to report about a credential, worst first. With nothing to report, the list says that it is good.
 * @param now epoch milliseconds
 */
export function describeStates(credential: ListedCredential, now: number): readonly CredentialState[] {
  const states = [
    describeSecret(credential),
    describeRenewal(credential),
    describeExpiry(credential, now),
    describeGuard(credential),
    describeExamination(credential),
  ].filter((state) => state !== undefined)
  const ranks = ['bad', 'warning', 'unknown', 'good']
  const sorted = states.toSorted((one, other) => ranks.indexOf(one.state) - ranks.indexOf(other.state))
  return sorted.length === 0 ? [{ state: 'good', label: 'Good' }] : sorted
}

function describeSecret({ secret, secretProblem }: ListedCredential): CredentialState | undefined {
  if (secret === 'good') return undefined
  if (secret === 'unchecked') return { state: 'unknown', label: 'Secret not checked', detail: secretProblem }
  return { state: 'bad', label: 'The secret cannot be decrypted', detail: secretProblem }
}

function describeRenewal({ renewal }: ListedCredential): CredentialState | undefined {
  if (renewal === undefined || renewal.state === 'good') return undefined
  const labels = { late: 'Renewal is late', failing: 'Renewal fails', expired: 'Keys have expired' } as const
  const state = renewal.state === 'late' ? 'warning' : 'bad'
  return { state, label: labels[renewal.state], detail: renewal.text }
}

function describeExpiry({ expiresAt, source }: ListedCredential, now: number): CredentialState | undefined {
  if (expiresAt === undefined || source !== undefined) return undefined
  const left = Date.parse(expiresAt) - now
  if (left <= 0) return { state: 'bad', label: 'Expired', detail: 'Its keys have expired: rotate them.' }
  if (left > endingWithinDays * day) return undefined
  return { state: 'warning', label: 'Expires soon', detail: 'Rotate its keys before they expire.' }
}

function describeGuard({ guard, acceptsOpenStore, actions }: ListedCredential): CredentialState | undefined {
  if (guard !== 'open') return undefined
  const isBound = actions?.length === 1 && actions[0] === 'upload'
  if (isBound) return undefined
  if (acceptsOpenStore === true) return { state: 'warning', label: 'Open store, accepted' }
  if (actions !== undefined && !actions.includes('upload')) return undefined
  return { state: 'warning', label: 'Open store: no uploads', detail: 'Its store obeys unsigned headers.' }
}

function describeExamination({ examination }: ListedCredential): CredentialState | undefined {
  if (examination === undefined || examination.state === 'good' || examination.state === 'unknown') return undefined
  const label = examination.state === 'bad' ? 'The last test found problems' : 'The last test found warnings'
  return { state: examination.state, label }
}

/** Explains each guard of a store in a sentence. */
export const guardTexts = {
  refuses: 'The store refuses unsigned headers.',
  'signed-away': 'The gateway signs dangerous headers as absent, and the store enforces it.',
  open: 'The store obeys unsigned headers.',
} as const

/** Describes the source of keys that renew automatically. */
export function describeSource(source: NonNullable<ListedCredential['source']>): string {
  const { from, roleArn, credential, profile } = source
  if (from === 'assume-role') return `The role ${roleArn}, assumed with ${credential ?? 'a removed credential'}`
  if (from === 'profile') return profile === undefined ? 'The default profile of the machine' : `The profile ${profile}`
  return machineSources[from]
}

const machineSources = {
  instance: 'The role of the EC2 instance',
  container: 'The role of the container',
  'web-identity': 'The role of the Kubernetes service account',
} as const
