import { InvalidArgumentError, Option } from 'commander'
import type { TSchema } from 'typebox'
import { findFieldProblem } from '../admin/check-input.ts'
import { storeFields } from '../admin/credential-fields.ts'
import { defineName } from '../admin/fields.ts'
import { isRealDate } from '../core/iso-time.ts'
import { formatDuration } from './describe-fields.ts'

const secondsByUnit: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  // 365 days, as for certificates and keys.
  y: 31_536_000,
}

/**
 * Parses a duration such as `90d`, `1y`, `1h`, `30m` or `45s` (a bare number is seconds).
 * @returns whole seconds, at least 1
 * @throws InvalidArgumentError with examples of valid durations
 */
export function parseDurationSeconds(text: string): number {
  const seconds = toSeconds(text)
  if (seconds === undefined) throw new InvalidArgumentError('must be a duration such as 90d, 1y, 12h, 30m or 45s')
  return seconds
}

function toSeconds(text: string): number | undefined {
  const match = /^(\d{1,9})([smhdwy]?)$/.exec(text.trim())
  const seconds = Number(match?.[1]) * (secondsByUnit[match?.[2] || 's'] ?? Number.NaN)
  return seconds >= 1 ? seconds : undefined
}

/**
 * Parses a moment in the past: how long ago (`1h`, `30d`), or a date or time in the form of {@link parseExpiry}.
 * @returns epoch milliseconds
 * @throws InvalidArgumentError with an example of each form
 */
export function parseMoment(text: string, now: number): number {
  const moment = readMoment(text, now, -1)
  if (moment !== undefined) return moment
  throw new InvalidArgumentError(
    'must be how long ago (1h, 30d, 1y), a date (2027-01-31) or a time (2026-11-22T18:00:00Z)',
  )
}

/**
 * Parses when a token or a credential expires: how long from now (`90d`, `1y`), a date, which means its first moment, or a date and
 * time. A time without a zone is in UTC, like every time that the command line prints.
 * @returns epoch milliseconds, after now
 * @throws InvalidArgumentError with an example of each form, or because the time has passed
 */
export function parseExpiry(text: string, now: number): number {
  const expiry = readMoment(text, now, 1)
  if (expiry === undefined) {
    throw new InvalidArgumentError(
      'must be how long (90d, 1y, 12h), a date (2027-01-31) or a time (2027-01-31T18:00:00Z)',
    )
  }
  if (expiry <= now) throw new InvalidArgumentError(`must be in the future; it is ${new Date(now).toISOString()} now`)
  return expiry
}

/** Parses when a token or a credential expires in an option, relative to the current time. */
export function parseFuture(text: string): number {
  if (/^(never|none|no|-)$/i.test(text)) {
    throw new InvalidArgumentError(
      'takes a time. For no expiry, leave this option out; for `token set` write --no-expires',
    )
  }
  return parseExpiry(text, Date.now())
}

const datePattern = /^\d{4}-\d\d-\d\d$/
const timePattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/i

function readMoment(text: string, now: number, direction: 1 | -1): number | undefined {
  const seconds = /[a-z]$/.test(text) ? toSeconds(text) : undefined
  if (seconds !== undefined) return now + direction * seconds * 1000
  const [, date, time, zone = 'Z'] = timePattern.exec(text) ?? []
  const moment = Date.parse(datePattern.test(text) ? text : `${date}T${time}${zone.toUpperCase()}`)
  return Number.isNaN(moment) || !isRealDate(text.slice(0, 10)) ? undefined : moment
}

/** Creates the option of a field in seconds, which is written as a duration. */
export function createDurationOption(flags: string, description: string, field: TSchema): Option {
  const { minimum = 1, maximum = Number.POSITIVE_INFINITY } = field as FieldKeywords
  const range = `from ${formatDuration(minimum)} to ${formatDuration(maximum)}`
  return new Option(flags, `${description}, ${range}`).argParser((text) => {
    const seconds = parseDurationSeconds(text)
    if (seconds >= minimum && seconds <= maximum) return seconds
    throw new InvalidArgumentError(`must be a duration ${range}`)
  })
}

/** Parses an argument by the rule of an act's field. @throws InvalidArgumentError with the rule */
export function parseField<Value>(field: TSchema, value: Value): Value {
  const problem = findFieldProblem(field, value)
  if (problem !== undefined) throw new InvalidArgumentError(problem)
  return value
}

/** Parses an endpoint, which is an origin. Drops a slash at its end. @throws InvalidArgumentError with the rule */
export function parseEndpoint(text: string): string {
  return parseField(storeFields.endpoint, text.replace(/\/$/, ''))
}

/** Parses the name of an account, a credential or a token. */
export function parseName(text: string): string {
  return parseField(nameField, text)
}

const nameField = defineName('Name')

/** The keywords of a field's schema from which its option is made. */
interface FieldKeywords {
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: TSchema & FieldKeywords
}

/**
 * Creates the option of an act's field, with its description, choices, default and rule. The error of a wrong value therefore
 * names the option, and no prompt appears before the options are valid. The option of a list may be repeated.
 */
export function createFieldOption(flags: string, field: TSchema): Option {
  const { type, enum: choices, default: value, description = '', minimum, maximum, items } = field as FieldKeywords
  const range = minimum === undefined ? '' : `, ${minimum} to ${maximum}`
  const repeatable = items === undefined ? '' : ' (repeatable)'
  const option = new Option(flags, lowerFirst(items?.description ?? description) + range + repeatable)
  if (value !== undefined) option.default(value)
  if (choices !== undefined) return option.choices(choices).argParser((text) => parseField(field, text))
  if (type === 'boolean') return option
  if (items !== undefined) {
    return option.argParser((text, former: readonly string[] = []) => [...former, parseField(items, text)])
  }
  if (type === 'integer') {
    return option.argParser((text) => parseField(field, /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN))
  }
  return option.argParser((text) => parseField(field, text))
}

/** Lowercases the first letter, except of an abbreviation. */
function lowerFirst(text: string): string {
  return text.replace(/^[A-Z](?![A-Z0-9])/, (letter) => letter.toLowerCase())
}

/**
 * Splits options into values and removals. An option is false if its `--no-…` is set, which removes the value.
 * @returns the values, and the names of the removed fields as the act's field `remove`
 */
export function splitRemovals<Fields extends object>(
  fields: Fields,
): { readonly [Name in keyof Fields]?: Exclude<Fields[Name], false> } & { readonly remove?: string[] } {
  const entries = Object.entries(fields)
  const remove = entries.flatMap(([name, value]) => (value === false ? [name] : []))
  const kept = Object.fromEntries(entries.filter(([, value]) => value !== false))
  return { ...(kept as Fields), ...(remove.length === 0 ? {} : { remove }) }
}
