import { InvalidArgumentError, Option } from 'commander'
import type { TSchema } from 'typebox'
import { findFieldProblem } from '../admin/check-input.ts'
import { storeFields } from '../admin/credential-fields.ts'
import { defineName } from '../admin/fields.ts'

const secondsByUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/**
 * Parses a duration such as `90d`, `1h`, `30m` or `45s` (a bare number is seconds).
 * @returns whole seconds, at least 1
 * @throws InvalidArgumentError that shows the form
 */
export function parseDurationSeconds(text: string): number {
  const match = /^(\d{1,9})([smhdw]?)$/.exec(text.trim())
  const seconds = Number(match?.[1]) * (secondsByUnit[match?.[2] || 's'] ?? Number.NaN)
  if (!(seconds >= 1)) throw new InvalidArgumentError('Write a duration such as 90d, 12h, 30m or 45s.')
  return seconds
}

const datePattern = /^\d{4}-\d\d-\d\d$/
const timePattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?$/

/**
 * Parses a moment: how long ago (`1h`, `30d`), a date, or a date and time. Without a time zone it is UTC, as in all that
 * the command line prints.
 * @returns epoch milliseconds
 * @throws InvalidArgumentError that shows the forms
 */
export function parseMoment(text: string, now: number): number {
  if (/^\d+[smhdw]$/.test(text)) return now - parseDurationSeconds(text) * 1000
  const [, date, time, zone] = timePattern.exec(text) ?? []
  const moment = Date.parse(datePattern.test(text) ? text : `${date}T${time}${zone ?? 'Z'}`)
  if (Number.isNaN(moment)) {
    throw new InvalidArgumentError('Write how long ago (1h, 30d), a date, or a time: 2026-11-22T18:00:00Z.')
  }
  return moment
}

/**
 * Parses the end of a temporary credential, as AWS gives it.
 * @returns epoch milliseconds
 * @throws InvalidArgumentError that shows the form
 */
export function parseEnd(text: string): number {
  const time = Date.parse(text)
  // Without its zone a time would be this machine's, and the URLs could outlive the credential.
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)) {
    throw new InvalidArgumentError('Write the time as AWS gives it: 2026-11-22T18:00:00Z.')
  }
  return time
}

/** Parses an argument by the rule of an act's field. @throws InvalidArgumentError that says the rule */
export function parseField<Value>(field: TSchema, value: Value): Value {
  const problem = findFieldProblem(field, value)
  if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`)
  return value
}

/** Parses an endpoint: an origin; a slash at its end is dropped. @throws InvalidArgumentError that says the rule */
export function parseEndpoint(text: string): string {
  return parseField(storeFields.endpoint, text.replace(/\/$/, ''))
}

/** Parses the name of an account, a credential or a token. */
export function parseName(text: string): string {
  return parseField(nameField, text)
}

const nameField = defineName('Name')

/** The keywords of a field's schema that its option is made from. */
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
 * An option that stands for a field of an act: with its description, choices, default and rule. So the error of a wrong
 * value names the option, and nothing is asked for before the options are right. The option of a list may be repeated.
 */
export function createFieldOption(flags: string, field: TSchema): Option {
  const { type, enum: choices, default: value, description = '', minimum, maximum, items } = field as FieldKeywords
  const range = minimum === undefined ? '' : `, ${minimum} to ${maximum}`
  const repeatable = items === undefined ? '' : ' (repeatable)'
  const option = new Option(flags, lowerFirst(items?.description ?? description) + range + repeatable)
  if (value !== undefined) option.default(value)
  if (choices !== undefined) return option.choices(choices)
  if (type === 'boolean') return option
  if (items !== undefined) {
    return option.argParser((text, former: readonly string[] = []) => [...former, parseField(items, text)])
  }
  if (type === 'integer') {
    return option.argParser((text) => parseField(field, /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN))
  }
  return option.argParser((text) => parseField(field, text))
}

/** An abbreviation stays as it is. */
function lowerFirst(text: string): string {
  return text.replace(/^[A-Z](?![A-Z0-9])/, (letter) => letter.toLowerCase())
}
