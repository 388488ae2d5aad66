import type { Credential, CredentialSource } from '../core/model.ts'

/** A source in words, for the middle of a sentence. */
export function describeSource(source: CredentialSource): string {
  switch (source.from) {
    case 'instance':
      return 'the role of the EC2 instance'
    case 'container':
      return 'the role of the container'
    case 'web-identity':
      return 'the web identity of the environment'
    case 'profile':
      return `the AWS profile ${source.profile ?? 'default'}`
    case 'assume-role':
      return `the role ${source.roleArn}`
  }
}

/** The state of a credential's renewals, for the operator. */
export interface RenewalDescription {
  /** `late` and `failing`: the credential still signs. `expired`: it no longer does. */
  readonly state: 'good' | 'late' | 'failing' | 'expired'
  /** One to three sentences. */
  readonly text: string
}

/** How long a renewal may be overdue before it counts as late: as long as a renewal may take. */
const lateMs = 60_000

/** Describes the state of a credential's renewals; undefined for a credential that does not renew itself. */
export function describeRenewal(credential: Credential, now: number): RenewalDescription | undefined {
  const { source, renewal, expiresAt } = credential
  if (source === undefined || renewal === undefined) return undefined
  const { failure, dueAt } = renewal
  const origin = `It renews itself from ${describeSource(source)}`
  const hasExpired = expiresAt !== undefined && expiresAt <= now
  const end =
    expiresAt === undefined ? '' : ` Its keys ${hasExpired ? 'expired' : 'expire'} at ${writeTime(expiresAt)}.`
  if (failure !== undefined) {
    const times = failure.count === 1 ? '' : ` ${failure.count} times in a row`
    const text = `${origin}. The renewal has failed${times}, last at ${writeTime(failure.at)}: ${failure.reason}${end}`
    return { state: hasExpired ? 'expired' : 'failing', text }
  }
  if (dueAt + lateMs >= now) return { state: 'good', text: `${origin}, next at ${writeTime(dueAt)}.${end}` }
  const text = `${origin}, but did not at ${writeTime(dueAt)}, when it was due. Is a gateway running on this database?${end}`
  return { state: hasExpired ? 'expired' : 'late', text }
}

function writeTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
