import type { ActResult } from '../../api/act.ts'
import type { StatusState } from '../../components/status.tsx'

/** A credential as a list has it. */
export type ListedCredential = ActResult<'list_credentials'>['credentials'][number]

/** How a credential is, in a few words, and in a sentence where more is to be said. */
export interface CredentialState {
  readonly state: StatusState
  readonly label: string
  readonly detail?: string | undefined
}

const day = 86_400_000
/** Keys that end within so many days, and do not renew themselves, are told of. */
const endingWithinDays = 7

/**
 * What is to be said of a credential, the worst first; that it is good when there is nothing else.
 * @param now epoch milliseconds
 */
export function describeStates(credential: ListedCredential, now: number): readonly CredentialState[] {
  const states = [
    describeSecret(credential),
    describeRenewal(credential),
    describeEnd(credential, now),
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
  return { state: 'bad', label: 'The secret does not open', detail: secretProblem }
}

function describeRenewal({ renewal }: ListedCredential): CredentialState | undefined {
  if (renewal === undefined || renewal.state === 'good') return undefined
  const labels = { late: 'Renewal is late', failing: 'Renewal fails', ended: 'Keys have ended' } as const
  const state = renewal.state === 'late' ? 'warning' : 'bad'
  return { state, label: labels[renewal.state], detail: renewal.text }
}

function describeEnd({ expiresAt, source }: ListedCredential, now: number): CredentialState | undefined {
  if (expiresAt === undefined || source !== undefined) return undefined
  const left = Date.parse(expiresAt) - now
  if (left <= 0) return { state: 'bad', label: 'Expired', detail: 'Its keys have ended: rotate it.' }
  if (left > endingWithinDays * day) return undefined
  return { state: 'warning', label: 'Expires soon', detail: 'Rotate it before its keys end.' }
}

function describeGuard({ guard, acceptsOpenStore, actions }: ListedCredential): CredentialState | undefined {
  if (guard !== 'open') return undefined
  const isBound = actions?.length === 1 && actions[0] === 'upload'
  if (isBound) return undefined
  if (acceptsOpenStore === true) return { state: 'warning', label: 'Open store, accepted' }
  if (actions !== undefined && !actions.includes('upload')) return undefined
  return { state: 'warning', label: 'Open store: no uploads', detail: 'Its store obeys headers that nobody signed.' }
}

function describeExamination({ examination }: ListedCredential): CredentialState | undefined {
  if (examination === undefined || examination.state === 'good' || examination.state === 'unknown') return undefined
  const label = examination.state === 'bad' ? 'The last test found problems' : 'The last test found something'
  return { state: examination.state, label }
}

/** What the guard of a store means, in a sentence. */
export const guardTexts = {
  refuses: 'The store refuses headers that are not signed.',
  'signed-away': 'The gateway signs dangerous headers away, and the store holds clients to it.',
  open: 'The store obeys headers that nobody signed.',
} as const

/** Where keys come from that renew themselves, in words. */
export function describeSource(source: NonNullable<ListedCredential['source']>): string {
  const { from, roleArn, credential, profile } = source
  if (from === 'assume-role') return `The role ${roleArn}, which ${credential ?? 'a removed credential'} assumes`
  if (from === 'profile') return profile === undefined ? 'The default profile of the machine' : `The profile ${profile}`
  return machineSources[from]
}

const machineSources = {
  instance: 'The role of the EC2 instance',
  container: 'The role of the container',
  'web-identity': 'The role of the Kubernetes service account',
} as const
