import { countNoun } from '../../core/count-noun.ts'
import { formatTime } from '../../core/format-time.ts'
import { certain, type Evidence, type FoundCause, probable, type Rule } from '../explanation.ts'
import type { StoreAnswer } from '../store-answer.ts'

/** Codes with which stores refuse a URL that has expired. */
const expiryCodes: readonly (string | undefined)[] = [
  'AccessDenied',
  'ExpiredRequest',
  'RequestExpired',
  'ExpiredToken',
  'AuthorizationQueryParametersError',
  undefined,
]

/** Whether the store says that the URL, the form or the keys have expired. */
export function saysExpired(answer: StoreAnswer | undefined): boolean {
  const { message = '', code = '' } = answer ?? {}
  return /(?:request|policy|url) has expired|policy expired/i.test(message) || /^Expired|RequestExpired/.test(code)
}

/** Finds a URL or form that has expired or is not yet valid, and clocks that differ. */
export const findTimeProblem: Rule = (evidence) => {
  const { url, repaired, cut, form, now, answer } = evidence
  const whole = cut ?? repaired?.url ?? url
  const what = form === undefined ? 'URL' : 'form'
  const expiresAt = form?.expiresAt ?? whole?.expiresAt
  const said = answer?.message ?? ''
  const isSaid = saysExpired(answer)
  const found: FoundCause[] = []
  if (answer?.code === 'RequestTimeTooSkewed') {
    return [{ code: 'clock_skewed', certainty: 'certain', message: describeSkew(evidence) }]
  }
  const isAboutExpiry = answer === undefined || (answer.from === 'store' && expiryCodes.includes(answer.code))
  if (expiresAt !== undefined && isAboutExpiry && (answer?.status ?? 403) >= 400 && answer?.status !== 404) {
    const seenAt = answer?.answeredAt ?? now
    if (expiresAt < seenAt) found.push(describeExpiry(expiresAt, evidence, what))
  }
  if (isSaid && found.length === 0 && answer?.code !== 'ExpiredToken') {
    const own =
      expiresAt === undefined
        ? ''
        : `, although by its own dates it is valid until ${formatTime(expiresAt)}: the clocks differ`
    found.push(certain('expired', `The store says that the ${what} has expired${own}.`))
  }
  const signature = form?.signature ?? whole?.signature
  const signedAt = signature?.version === 'v4' ? signature.signedAt : undefined
  if (signedAt !== undefined && isAboutExpiry && signedAt - (answer?.answeredAt ?? now) > 15 * 60_000) {
    const message = `The ${what} is signed for ${formatTime(signedAt)}, which is ${describeSpan(signedAt - now)} from now. AWS refuses it until then. The clock of the machine that signed it is probably wrong.`
    found.push(certain('not_yet_valid', message))
  } else if (/request is not (?:yet valid|valid yet)/i.test(said)) {
    found.push(
      certain('not_yet_valid', 'The store says that the request is not valid yet: the clock of the signer is ahead.'),
    )
  }
  return found
}

/** For a URL of a temporary credential whose expiry is not known: the credential was replaced, or is not stored here. */
const sessionCure =
  'Sign a new one. A longer `expires_in` helps only as long as the temporary credential lives: a URL never outlives the keys that signed it.'

function describeExpiry(expiresAt: number, evidence: Evidence, what: string): FoundCause {
  const { now, url, answer, form, comparison } = evidence
  const signature = form === undefined ? url?.signature : undefined
  const seconds = signature?.version === 'v4' ? signature.expiresInSeconds : undefined
  const life = seconds === undefined ? '' : ` It was valid for ${describeSpan(seconds * 1000)}.`
  const clock = 'If it was signed just now, the clock of the machine that signed it is behind.'
  const expired = `The ${what} expired at ${formatTime(expiresAt)}, ${describeSpan(now - expiresAt)} ago`
  // Signatures count in whole seconds.
  const keysLeftMs = (comparison?.key.expiresAt ?? Number.POSITIVE_INFINITY) - expiresAt
  const [code, message] =
    keysLeftMs < 2000
      ? (['session_ended', `${expired}, together with the temporary credential that signed it.`] as const)
      : (['expired', `${expired}.${life} ${clock}`] as const)
  const isDamaged = comparison !== undefined && comparison.result !== 'signed'
  // An answer without a time may have come before the expiry. Then something else was wrong with the request.
  const isTold =
    answer === undefined || answer.answeredAt !== undefined || answer.message !== '' || answer.code !== 'AccessDenied'
  const isUnknownSession = signature?.sessionToken !== undefined && keysLeftMs === Number.POSITIVE_INFINITY
  const cure = isUnknownSession ? { cure: sessionCure } : {}
  return { ...(isTold && !isDamaged ? certain(code, message) : probable(code, message)), ...cure }
}

function describeSkew({ url, answer, now }: Evidence): string {
  const serverTime = Date.parse(answer?.fields.get('ServerTime') ?? '')
  const signature = url?.signature
  const signedAt = signature?.version === 'v4' ? signature.signedAt : undefined
  if (signedAt === undefined || Number.isNaN(serverTime)) {
    return 'The clock of the machine that signed the request differs from that of the store by more than 15 minutes.'
  }
  const ahead = signedAt > serverTime
  const own = Math.abs(serverTime - now) > 3_600_000 ? '' : ' The clock of this gateway agrees with the store.'
  return `The clock of the machine that signed the request is ${describeSpan(Math.abs(signedAt - serverTime))} ${ahead ? 'ahead of' : 'behind'} that of the store.${own}`
}

/** Describes a span of time for people: `3 hours`. */
export function describeSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const
  for (const [size, name] of units) {
    const count = Math.round(seconds / size)
    if (seconds >= size) return countNoun(count, name)
  }
  return countNoun(seconds, 'second')
}
