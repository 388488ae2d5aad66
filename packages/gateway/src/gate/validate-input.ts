import type { TObject } from 'typebox'
import { Compile } from 'typebox/schema'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { listSchemaProblems, type ValueSchema } from '../core/schema-problems.ts'
import { findEncodedSeparator, findSwallowedName, listOddTexts } from './odd-text.ts'
import { listUnknown, mostNamed, reportUnknown, type UnknownParameter } from './unknown-parameters.ts'

/** Parameters as a transport has read them. */
export interface RawInput {
  /** Parameters in text form, from the path, the query or form fields; an array when a name occurs more than once. */
  readonly text: Readonly<Record<string, string | readonly string[]>>
  /** A JSON object. */
  readonly json?: Readonly<Record<string, unknown>>
}

/** Checked parameters, and warnings about unknown ones. */
export interface ValidInput {
  readonly params: Record<string, unknown>
  readonly warnings: readonly string[]
}

/**
 * Compiles the check of an operation's parameters. The check converts text to the schema's type, reports every problem at
 * once, and turns each unknown parameter into a warning. An empty optional parameter counts as absent.
 * @param isStrict makes an unknown parameter an error
 * @returns a function that throws AppError `invalid_request`
 */
export function compileInputValidator(
  schema: TObject,
  { isStrict = false }: { readonly isStrict?: boolean } = {},
): (raw: RawInput) => ValidInput {
  const validator = Compile(schema)
  const schemas = new Map(Object.entries(schema.properties as Record<string, ValueSchema>))
  const names = [...schemas.keys()]
  const required = new Set(schema.required)

  return ({ text, json: rawJson }) => {
    const json = rawJson === undefined ? undefined : dropEmpty(rawJson, schema as ValueSchema)
    const params: Record<string, unknown> = {}
    const unknown: UnknownParameter[] = []
    const entries: EntryName[] = []
    // Created only for the few requests that need it.
    let faults: Map<string, ErrorDetail> | undefined
    for (const name in text) {
      const paramSchema = schemas.get(name)
      const value = text[name] as string | readonly string[]
      const isEmpty = value === ''
      if (paramSchema === undefined) {
        const entry = readEntryName(name, schemas)
        if (entry !== undefined) entries.push(entry)
        else {
          const has = (other: string) => Object.hasOwn(params, other)
          unknown.push({ place: name, name, known: names, has, isEmpty })
        }
        continue
      }
      if (isEmpty && !required.has(name)) continue
      params[name] = convert(value, paramSchema)
      const times =
        (typeof value === 'string' ? 1 : value.length) + (json !== undefined && Object.hasOwn(json, name) ? 1 : 0)
      const fault = times > 1 ? describeRepetition(name, times) : findSwallowedName(name, String(value), names)
      if (fault !== undefined) faults = (faults ?? new Map()).set(name, fault)
    }
    if (json !== undefined) {
      for (const name of Object.keys(json)) {
        if (schemas.has(name) && !Object.hasOwn(params, name)) params[name] = json[name]
      }
      listUnknown(json, schema as ValueSchema, '', unknown)
    }
    for (const [holder, texts] of entries.length === 0 ? [] : groupEntries(entries, text)) {
      if (Object.hasOwn(params, holder)) faults = (faults ?? new Map()).set(holder, describeRepetition(holder, 2))
      else params[holder] = texts
    }
    const report = unknown.length === 0 ? undefined : reportUnknown(unknown, names, isStrict)
    if (faults !== undefined || !validator.Check(params) || (report?.problems.length ?? 0) > 0) {
      const details = [...listProblems(params, faults ?? new Map()), ...(report?.problems ?? [])]
      if (details.length > 0)
        throw new AppError('invalid_request', { details: [...details, ...(report?.others ?? [])] })
    }
    const oddities = listOddTexts(params, schema as ValueSchema)
    if (report === undefined && oddities.length === 0) return { params, warnings: none }
    return { params, warnings: [...oddities.slice(0, mostNamed), ...(report?.warnings ?? [])] }
  }

  /** Lists problems in the order of the schema. @param faults problems from reading the input, which say more than those of the schema */
  function listProblems(params: Record<string, unknown>, faults: ReadonlyMap<string, ErrorDetail>) {
    const shown = cutLists(params, schemas)
    const details = listSchemaProblems(schema as ValueSchema, shown, validator.Errors(shown)[1])
    for (const [name, { parameter, message }] of details) {
      const value = params[name]
      const separator = typeof value === 'string' ? findEncodedSeparator(value, names) : undefined
      if (separator !== undefined) details.set(name, { parameter, message: `${message}. It ${separator}` })
    }
    for (const [name, fault] of faults) details.set(name, fault)
    const rankOf = ({ parameter }: ErrorDetail) => names.indexOf(/^[^[.]*/.exec(parameter)?.[0] ?? '')
    return [...details.values()].toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}

/** Cuts lists that are too long to one entry more than allowed: checking all of 60,000 entries would take a second. */
function cutLists(params: Record<string, unknown>, schemas: ReadonlyMap<string, ValueSchema>): Record<string, unknown> {
  const cut = Object.entries(params).map(([name, value]) => {
    const most = schemas.get(name)?.maxItems
    return [name, Array.isArray(value) && typeof most === 'number' ? value.slice(0, most + 1) : value] as const
  })
  return Object.fromEntries(cut)
}

const none: readonly string[] = []

function describeRepetition(parameter: string, times: number): ErrorDetail {
  return { parameter, message: `\`${parameter}\` is given ${times} times; give it once` }
}

/** The name of one entry of an object parameter: `metadata[invoice]`. */
interface EntryName {
  readonly name: string
  readonly holder: string
  readonly key: string
}

function readEntryName(name: string, schemas: ReadonlyMap<string, ValueSchema>): EntryName | undefined {
  const [, holder = '', key = ''] = /^(\w+)\[(.*)\]$/s.exec(name) ?? []
  return schemas.get(holder)?.type === 'object' ? { name, holder, key } : undefined
}

/** Groups entries into objects, without empty ones. The objects have no prototype, because a key may be any text. */
function groupEntries(entries: readonly EntryName[], text: RawInput['text']): Map<string, Record<string, unknown>> {
  const objects = new Map<string, Record<string, unknown>>()
  for (const { name, holder, key } of entries) {
    if (text[name] === '') continue
    const object = objects.get(holder) ?? Object.create(null)
    object[key] = text[name]
    objects.set(holder, object)
  }
  return objects
}

/** Converts a text to a number or a boolean when the schema asks for one and the text is written as in JSON. */
function convert(value: string | readonly string[], { type }: ValueSchema): unknown {
  if (type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/**
 * Drops empty optional members, at every depth, because form builders send every field. Everything else stays unchanged, such as
 * the values of a map, whose names are the caller's.
 */
function dropEmpty<Value>(value: Value, schema: ValueSchema | undefined): Value {
  if (Array.isArray(value)) return value.map((entry) => dropEmpty(entry, schema?.items)) as Value
  if (typeof value !== 'object' || value === null || schema?.properties === undefined) return value
  // Most values have nothing to drop, and nothing nested.
  if (Object.values(value).every((entry) => entry !== '' && typeof entry !== 'object')) return value
  const { properties, required = [] } = schema
  const kept = Object.entries(value).filter(
    ([name, entry]) => (entry !== '' && entry !== null) || required.includes(name) || !Object.hasOwn(properties, name),
  )
  return Object.fromEntries(
    kept.map(([name, entry]) => [name, Object.hasOwn(properties, name) ? dropEmpty(entry, properties[name]) : entry]),
  ) as Value
}
