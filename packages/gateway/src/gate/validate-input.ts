import type { TObject } from 'typebox'
import { Compile } from 'typebox/schema'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { suggestName } from '../core/nearest.ts'
import { listSchemaProblems, type ValueSchema } from '../core/schema-problems.ts'

/** Parameters as a transport read them. */
export interface RawInput {
  /** Those that are text: of the path, the query or form fields; an array when a name is given more than once. */
  readonly text: Readonly<Record<string, string | readonly string[]>>
  /** A JSON object. */
  readonly json?: Readonly<Record<string, unknown>>
}

/** Checked parameters, and what there is to say of those that are not known. */
export interface ValidInput {
  readonly params: Record<string, unknown>
  readonly warnings: readonly string[]
}

/**
 * Compiles the check of an operation's parameters: converts text to the schema's type, refuses with every problem at
 * once, and turns each unknown parameter into a warning. An optional parameter that is empty is absent.
 * @returns a function that throws AppError `invalid_request`
 */
export function compileInputValidator(schema: TObject): (raw: RawInput) => ValidInput {
  const validator = Compile(schema)
  const schemas = new Map(Object.entries(schema.properties as Record<string, ValueSchema>))
  const names = [...schemas.keys()]
  const required = new Set(schema.required)

  return ({ text, json: rawJson }) => {
    const json = rawJson === undefined ? undefined : dropEmpty(rawJson, schema as ValueSchema)
    const params: Record<string, unknown> = {}
    const unknown: string[] = []
    const entries: EntryName[] = []
    let repeated: Map<string, number> | undefined
    for (const name in text) {
      const paramSchema = schemas.get(name)
      const value = text[name] as string | readonly string[]
      const times =
        (typeof value === 'string' ? 1 : value.length) + (json !== undefined && Object.hasOwn(json, name) ? 1 : 0)
      const entry = paramSchema === undefined ? readEntryName(name, schemas) : undefined
      if (entry !== undefined) entries.push(entry)
      else if (paramSchema === undefined) unknown.push(name)
      else if (value === '' && !required.has(name)) continue
      else params[name] = convert(value, paramSchema)
      if (times > 1) repeated = (repeated ?? new Map()).set(name, times)
    }
    if (json !== undefined) {
      for (const name of Object.keys(json)) {
        if (schemas.has(name) && !Object.hasOwn(params, name)) params[name] = json[name]
      }
      listUnknown(json, schema as ValueSchema, '', unknown)
    }
    for (const [holder, texts] of groupEntries(entries, text)) {
      if (Object.hasOwn(params, holder)) repeated = (repeated ?? new Map()).set(holder, 2)
      else params[holder] = texts
    }
    if (repeated !== undefined || !validator.Check(params)) {
      const details = listProblems(params, repeated)
      if (details.length > 0) throw new AppError('invalid_request', { details })
    }
    return { params, warnings: unknown.length === 0 ? [] : listWarnings(unknown, names) }
  }

  /** In the order of the schema. */
  function listProblems(params: Record<string, unknown>, repeated: ReadonlyMap<string, number> = new Map()) {
    const details = listSchemaProblems(schema as ValueSchema, params, validator.Errors(params)[1])
    for (const [parameter, times] of repeated) {
      const message = `\`${parameter}\` is given ${times} times; give it once`
      if (schemas.has(parameter)) details.set(parameter, { parameter, message })
    }
    const rankOf = ({ parameter }: ErrorDetail) => names.indexOf(/^[^[.]*/.exec(parameter)?.[0] ?? '')
    return [...details.values()].toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}

/** One text of a parameter that is an object, as `metadata[invoice]` names it. */
interface EntryName {
  readonly name: string
  readonly holder: string
  readonly key: string
}

function readEntryName(name: string, schemas: ReadonlyMap<string, ValueSchema>): EntryName | undefined {
  const [, holder = '', key = ''] = /^(\w+)\[(.*)\]$/s.exec(name) ?? []
  return schemas.get(holder)?.type === 'object' ? { name, holder, key } : undefined
}

/** The objects that entries make, without those that are empty. They have no prototype: a key may be any text. */
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

/** Text holds only text; a number or a boolean in it is written as JSON would write it. */
function convert(value: string | readonly string[], { type }: ValueSchema): unknown {
  if (type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/**
 * Leaves out the optional members that are empty, at every depth: form builders send every field. Nothing else is changed,
 * such as the values of a map, whose names are the caller's.
 */
function dropEmpty<Value>(value: Value, schema: ValueSchema | undefined): Value {
  if (Array.isArray(value)) return value.map((entry) => dropEmpty(entry, schema?.items)) as Value
  if (typeof value !== 'object' || value === null || schema?.properties === undefined) return value
  const { properties, required = [] } = schema
  const kept = Object.entries(value).filter(
    ([name, entry]) => (entry !== '' && entry !== null) || required.includes(name) || !Object.hasOwn(properties, name),
  )
  return Object.fromEntries(
    kept.map(([name, entry]) => [name, Object.hasOwn(properties, name) ? dropEmpty(entry, properties[name]) : entry]),
  ) as Value
}

/** Adds the places of what no schema knows, at every depth. */
function listUnknown(value: unknown, schema: ValueSchema | undefined, place: string, unknown: string[]): void {
  if (Array.isArray(value)) {
    value.forEach((entry, index) => {
      listUnknown(entry, schema?.items, `${place}[${index}]`, unknown)
    })
  } else if (typeof value === 'object' && value !== null && schema?.properties !== undefined) {
    for (const [name, entry] of Object.entries(value)) {
      const inner = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
      const innerPlace = place === '' ? name : `${place}.${name}`
      if (inner === undefined) unknown.push(innerPlace)
      else listUnknown(entry, inner, innerPlace, unknown)
    }
  }
}

/** More than a person reads would only cost time and bytes. */
const mostWarnings = 10

/** No client sends so many by mistake. */
const mostUnknown = 100

/** @throws AppError `invalid_request` when there are too many to be a mistake */
function listWarnings(unknown: readonly string[], known: readonly string[]): string[] {
  if (unknown.length > mostUnknown) {
    const message = `The request has ${unknown.length} parameters that are not known; ${mostUnknown} is the most. The parameters are ${known.join(', ')}.`
    throw new AppError('invalid_request', { message })
  }
  const warnings = unknown.slice(0, mostWarnings).map((place) => describeUnknown(place, known))
  const left = unknown.length - warnings.length
  return left === 0 ? warnings : [...warnings, `${left} more parameters are ignored`]
}

/** The place has the caller's own text in it: it is shown only as far as it is short and plain. */
function describeUnknown(place: string, known: readonly string[]): string {
  const shown = /^[\w.[\]-]{1,24}$/.test(place) ? `\`${place}\`` : 'A parameter with an unusual name'
  return `${shown} is ignored; ${suggestName(place, known, 'parameters')}`
}
