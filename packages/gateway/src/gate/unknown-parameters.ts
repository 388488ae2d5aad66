import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { suggestName } from '../core/nearest.ts'
import type { ValueSchema } from '../core/schema-problems.ts'
import { findMeaning, isShowable, type Meaning } from './parameter-names.ts'

/** A parameter that no schema knows. */
export interface UnknownParameter {
  /** `max_size`, `requests[17].max_size`. */
  readonly place: string
  readonly name: string
  /** The names that are known at its place. */
  readonly known: readonly string[]
  /** Whether the parameter of that name was given at the same place. */
  has(name: string): boolean
  /** Nobody believes in what is empty. */
  readonly isEmpty: boolean
}

/** Adds what no schema knows, at every depth of a JSON value. */
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

/** More than a person reads would only cost time and bytes. */
export const mostNamed = 10

/** No client sends so many by mistake. */
const mostUnknown = 100

/** What there is to say of parameters that are not known. */
export interface UnknownReport {
  /** Of those whom to ignore would mislead the caller: names of S3's own, limits, what is meant as one of ours. */
  readonly problems: readonly ErrorDetail[]
  /** Of the others. */
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
    const message = `The request has ${unknown.length} parameters that are not known; ${mostUnknown} is the most. The parameters are ${known.join(', ')}.`
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
  // The value of a name with `=` in it stands in the name.
  if (isEmpty && !name.includes('=')) return false
  return misleads === 'without-it' ? meant !== undefined && !has(meant) : misleads
}

function describeMeaning({ is, meant }: Meaning): string {
  if (meant.length === 0)
    return `${is}, and is not supported by this operation: nothing that is signed would hold to it`
  return `${is}: ${meant.map((name) => `\`${name}\``).join(' with ')} is meant`
}
