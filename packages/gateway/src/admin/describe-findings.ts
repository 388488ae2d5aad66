import { type Action, actions } from '../core/actions.ts'
import type { Finding, FindingState } from '../core/examination.ts'
import { formatTime } from '../core/format-time.ts'
import { guardDescriptions, openStoreAdvice } from '../core/guarded-headers.ts'
import type { Credential, Guard } from '../core/model.ts'
import { type BucketProbeResult, describeClock } from '../s3/bucket-probe.ts'
import type { Right, RightAnswer } from '../s3/rights-probe.ts'
import { describeRenewal } from '../vault/describe-renewal.ts'
import { adviseRefusal, type CredentialReport } from './probe-credential.ts'

/** The states from best to worst. An unknown state is worse than a good one. */
const order: readonly FindingState[] = ['good', 'unknown', 'warning', 'bad']

/** Finds the worst state of the findings. */
export function findWorst(findings: readonly Finding[]): FindingState {
  return findings.reduce<FindingState>(
    (worst, { state }) => (order.indexOf(state) > order.indexOf(worst) ? state : worst),
    'good',
  )
}

/** Describes when the keys end, and whether they are renewed. Returns no finding for keys that do not end. */
export function describeExpiry(credential: Credential, now: number): Finding[] {
  const { expiresAt, name } = credential
  const renewal = describeRenewal(credential, now)
  if (renewal !== undefined) {
    const states = { good: 'good', late: 'warning', failing: 'warning', expired: 'bad' } as const
    const cure = 'Look at the log of the gateway, and check the source with `signpost doctor`.'
    const state = states[renewal.state]
    return [{ check: 'renewal', state, message: renewal.text, ...(state === 'good' ? {} : { cure }) }]
  }
  if (expiresAt === undefined) return []
  const end = formatTime(expiresAt)
  const cure = `Store new keys with \`signpost credential rotate ${name}\`, or let its keys be renewed automatically (docs/credentials.md).`
  if (expiresAt <= now) return [{ check: 'renewal', state: 'bad', message: `Its keys expired at ${end}.`, cure }]
  return [{ check: 'renewal', state: 'warning', message: `Its keys expire at ${end}, and nothing renews them.`, cure }]
}

/** Describes what S3 reported about the keys, the bucket and the clocks. */
export function describeAnswer(
  { result, report }: { readonly result: BucketProbeResult; readonly report: CredentialReport },
  credential: Credential,
  bucket: string | undefined,
): Finding[] {
  const { status, explanation } = report
  if (result.kind === 'unknown' && result.isClockOff === true)
    return [{ check: 'clock', state: 'bad', message: explanation, cure: clockCure }]
  if (result.kind === 'refused') {
    const message = `S3 refuses the keys: ${result.code}.`
    return [{ check: 'keys', state: 'bad', message, cure: adviseRefusal(result.code, credential) }]
  }
  if (status !== 'good')
    return [{ check: 'keys', state: status === 'refused' ? 'bad' : 'unknown', message: explanation }]
  const keys: Finding = { check: 'keys', state: 'good', message: 'S3 knows the keys.' }
  // This is a finding only if the caller named a bucket. Otherwise the probe asks for a bucket that does not exist.
  if (result.kind === 'missing' && bucket !== undefined) {
    const message = `S3 says that there is no bucket ${bucket}.`
    const cure = 'Create it in the store’s console, or correct its name. The region is not the reason.'
    return [keys, { check: 'bucket', state: 'bad', message, cure }]
  }
  if (result.kind !== 'exists') return [keys]
  const clock = describeClocks(result.clockAheadMs)
  if (bucket === undefined) return [keys, clock]
  const { region } = credential
  const where =
    result.region === undefined
      ? `${bucket} is in ${region}, as the credential says.`
      : `${bucket} is in ${result.region}, not in ${region}; URLs are signed for its own region.`
  return [
    keys,
    clock,
    { check: 'bucket', state: 'good', message: `The bucket ${bucket} is there.` },
    { check: 'region', state: 'good', message: where },
  ]
}

/** From here on a clock's error is reported. Small errors are normal, but an error of minutes can grow into failures. */
const noticedMs = 60_000
const clockCure = 'Let the machine set its clock by NTP (`timedatectl set-ntp true`).'

function describeClocks(clockAheadMs: number): Finding {
  const isOff = Math.abs(clockAheadMs) >= noticedMs
  if (!isOff) return { check: 'clock', state: 'good', message: 'The gateway’s clock and S3’s agree.' }
  const message = `The ${describeClock(clockAheadMs)}. At 15 minutes S3 refuses every request.`
  return { check: 'clock', state: 'warning', message, cure: clockCure }
}

/** Describes how the store treats unsigned headers. */
export function describeGuard(guard: Guard | undefined, { actions: own, acceptsOpenStore }: Credential): Finding {
  if (guard === undefined) {
    const message = 'Signpost could not find out how the store treats unsigned headers.'
    return {
      check: 'guard',
      state: 'unknown',
      message,
      cure: 'Name a bucket that exists: some stores answer only for an existing bucket.',
    }
  }
  const message = `The store ${guardDescriptions[guard]}.`
  if (guard !== 'open') return { check: 'guard', state: 'good', message }
  if (own?.every((action) => action === 'upload') === true) {
    return {
      check: 'guard',
      state: 'good',
      message: `${message} The credential only uploads, so an upload URL can read nothing.`,
    }
  }
  return { check: 'guard', state: acceptsOpenStore === true ? 'warning' : 'bad', message, cure: openStoreAdvice }
}

/** Lists the rights that can be tested with a credential. */
export function listRights({ actions: own = actions }: Credential): Right[] {
  return [...own, ...(own.includes('upload') ? (['multipart'] as const) : [])]
}

const rightTexts: Readonly<Record<Right, { readonly what: string; readonly right: string; readonly isMain: boolean }>> =
  {
    upload: { what: 'upload to', right: 's3:PutObject', isMain: true },
    download: { what: 'download from', right: 's3:GetObject', isMain: true },
    multipart: { what: 'end uploads in parts in', right: 's3:AbortMultipartUpload', isMain: false },
    list: { what: 'list', right: 's3:ListBucket', isMain: false },
    delete: { what: 'delete from', right: 's3:DeleteObject', isMain: false },
  }

/** Describes the result of testing a right. */
export function describeRight({ right, state, observed }: RightAnswer, { name }: Credential, bucket: string): Finding {
  const { what, right: needed, isMain } = rightTexts[right]
  if (state === 'allowed') return { check: right, state: 'good', message: `The keys may ${what} ${bucket}.` }
  if (state === 'unknown') {
    return {
      check: right,
      state: 'unknown',
      message: `It is unknown whether the keys may ${what} ${bucket}: ${observed}.`,
    }
  }
  const narrow = isAction(right)
    ? ` If nobody should do this, bind the credential to its actions: \`signpost credential set ${name} --action …\`.`
    : ''
  return {
    check: right,
    state: isMain ? 'bad' : 'warning',
    message: `The keys may not ${what} ${bucket}: the store answered ${observed}.`,
    cure: `Grant the keys ${needed}; \`signpost credential policy ${name}\` writes the policy.${narrow}`,
  }
}

function isAction(right: Right): right is Action {
  return right !== 'multipart'
}
