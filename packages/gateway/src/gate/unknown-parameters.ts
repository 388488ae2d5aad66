import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { suggestName } from '../core/nearest.ts'
import type { ValueSchema } from '../core/schema-problems.ts'
import { findMeaning, isShowable, type Meaning } from './parameter-names.ts'

/** A parameter that the schema does not have. */
export interface UnknownParameter {
  /** `max_size`, `requests[17].max_size`. */
  readonly place: string
  readonly name: string
  /** The names that are known at its place. */
  readonly known: readonly string[]
  /** Whether the parameter with that name was sent at the same place. */
  has(name: string): boolean
  /** Whether the value is empty. Nobody relies on an empty parameter. */
  readonly isEmpty: boolean
}

/** Adds the parameters that the schema does not have, at every depth of a JSON value. */
export function listUnknown(
  value: unknown,
  schema: ValueSchema | undefined,
  place: string,
  unknown: UnknownParameter[],
): void {
  if (Array.isArray(value)) {
    value.forEach((entry, index) => {
      listUnknown(entry, schema?.items, `${place}[${index}]`, unknown)
    })
  } else if (typeof value === 'object' && value !== null && schema?.properties !== undefined) {
    const { properties } = schema
    for (const [name, entry] of Object.entries(value)) {
      const isKnown = Object.hasOwn(properties, name)
      if (isKnown && typeof entry !== 'object') continue
      const innerPlace = place === '' ? name : `${place}.${name}`
      if (isKnown) listUnknown(entry, properties[name], innerPlace, unknown)
      else {
        const known = Object.keys(properties)
        const has = (other: string) => Object.hasOwn(value, other)
        unknown.push({ place: innerPlace, name, known, has, isEmpty: entry === '' || entry === null })
      }
    }
  }
}

/** The most parameters that are named. A person does not read more, so more would only cost time and bytes. */
export const mostNamed = 10

/** No client sends more unknown parameters than this by mistake. */
const mostUnknown = 100

/** The report on unknown parameters. */
export interface UnknownReport {
  /** Parameters that it would mislead to ignore: S3's own names, limits, misspelt parameters of Signpost. */
  readonly problems: readonly ErrorDetail[]
  /** Warnings about the others. */
  readonly warnings: readonly string[]
  /** The others, for a request that is refused anyway. */
  readonly others: readonly ErrorDetail[]
}

/** @throws AppError `invalid_request` when there are too many to be a mistake */
export function reportUnknown(
  unknown: readonly UnknownParameter[],
  known: readonly string[],
  isStrict: boolean,
): UnknownReport {
  if (unknown.length > mostUnknown) {
    const message = `The request has ${unknown.length} unknown parameters; at most ${mostUnknown} are accepted. The known parameters are ${known.join(', ')}.`
    throw new AppError('invalid_request', { message })
  }
  const problems: ErrorDetail[] = []
  const others: ErrorDetail[] = []
  const warnings: string[] = []
  for (const parameter of unknown) {
    const { place, name } = parameter
    const meaning = findMeaning(name, parameter.known)
    const shown = meaning?.shown ?? (isShowable(place) ? place : undefined)
    if (meaning !== undefined && shown !== undefined && misleads(meaning, parameter)) {
      problems.push({ parameter: shown, message: `\`${shown}\` ${describeMeaning(meaning)}` })
      continue
    }
    const [meant] = meaning?.meant ?? []
    const advice = meant === undefined ? suggestName(name, parameter.known, 'parameters') : `did you mean \`${meant}\`?`
    if (isStrict && !parameter.isEmpty) {
      problems.push(
        shown === undefined
          ? { parameter: '…', message: `A parameter with an unusual name is not known; ${advice}` }
          : { parameter: shown, message: `\`${shown}\` is not known; ${advice}` },
      )
      continue
    }
    warnings.push(`${shown === undefined ? 'A parameter with an unusual name' : `\`${shown}\``} is ignored; ${advice}`)
    if (shown !== undefined) others.push({ parameter: shown, message: `\`${shown}\` is not known; ${advice}` })
  }
  const left = warnings.length - mostNamed
  return {
    problems: problems.slice(0, mostNamed),
    others: others.slice(0, mostNamed),
    warnings: left <= 0 ? warnings : [...warnings.slice(0, mostNamed), `${left} more parameters are ignored`],
  }
}

function misleads({ meant: [meant], misleads }: Meaning, { name, isEmpty, has }: UnknownParameter): boolean {
  // A name with `=` in it contains its value.
  if (isEmpty && !name.includes('=')) return false
  return misleads === 'without-it' ? meant !== undefined && !has(meant) : misleads
}

function describeMeaning({ is, meant }: Meaning): string {
  if (meant.length === 0) return `${is}, and is not supported by this operation: the signature would not enforce it`
  return `${is}: ${meant.map((name) => `\`${name}\``).join(' with ')} is meant`
}
