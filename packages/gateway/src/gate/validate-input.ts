import type { TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/schema'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { findNearest } from '../core/nearest.ts'

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

/** The keywords of a parameter's schema that its messages are made from. */
interface ParamSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly description?: string
  readonly items?: TSchema & ParamSchema
  readonly properties?: Readonly<Record<string, TSchema & ParamSchema>>
  readonly 'x-rule'?: string
}

/**
 * Compiles the check of an operation's parameters: converts text to the schema's type, refuses with every problem at
 * once, and turns each unknown parameter into a warning.
 * @returns a function that throws AppError `invalid_request`
 */
export function compileInputValidator(schema: TObject): (raw: RawInput) => ValidInput {
  const validator = Compile(schema)
  const schemas = new Map(Object.entries(schema.properties as Record<string, TSchema & ParamSchema>))
  const names = [...schemas.keys()]

  return ({ text, json = {} }) => {
    const params: Record<string, unknown> = {}
    const unknown: string[] = []
    let repeated: Map<string, number> | undefined
    for (const name in text) {
      const paramSchema = schemas.get(name)
      const value = text[name] as string | readonly string[]
      const times = (typeof value === 'string' ? 1 : value.length) + (Object.hasOwn(json, name) ? 1 : 0)
      if (paramSchema === undefined) unknown.push(name)
      else params[name] = convert(value, paramSchema)
      if (times > 1) repeated = (repeated ?? new Map()).set(name, times)
    }
    for (const name of Object.keys(json)) {
      if (schemas.has(name) && !Object.hasOwn(params, name)) params[name] = json[name]
    }
    listUnknown(json, schema as ParamSchema, '', unknown)
    if (repeated !== undefined || !validator.Check(params)) {
      const details = listProblems(params, repeated)
      if (details.length > 0) throw new AppError('invalid_request', { details })
    }
    return { params, warnings: unknown.length === 0 ? [] : describeAllUnknown(unknown, names) }
  }

  /** In the order of the schema, each place once; a rule that the value breaks itself says more than its schema. */
  function listProblems(params: Record<string, unknown>, repeated = new Map<string, number>()): ErrorDetail[] {
    const messages = new Map<string, string>()
    for (const { keyword, instancePath, params: facts, message } of validator.Errors(params)[1]) {
      if (keyword === 'required') {
        for (const name of (facts as { requiredProperties: string[] }).requiredProperties) {
          const place = joinPlace([...splitPath(instancePath), name])
          messages.set(
            place,
            `\`${place}\` is required: ${describeMeaning(findSchema([...splitPath(instancePath), name]))}`,
          )
        }
        continue
      }
      const path = splitPath(instancePath)
      const place = joinPlace(path)
      const value = path.reduce<unknown>((holder, key) => (holder as Record<string, unknown>)?.[key], params)
      const ruled = keyword === '~refine' && value !== ''
      if (messages.has(place) && !ruled) continue
      const rule = ruled ? message : describeRule(findSchema(path))
      messages.set(place, `\`${place}\` ${value === '' ? `is empty: it ${rule}` : rule}`)
    }
    for (const [name, times] of repeated) {
      if (schemas.has(name)) messages.set(name, `\`${name}\` is given ${times} times; give it once`)
    }
    const details = [...messages].map(([parameter, message]) => ({ parameter, message }))
    return details.toSorted((one, other) => rankOf(one.parameter) - rankOf(other.parameter))
  }

  function rankOf(place: string): number {
    return names.indexOf(/^[^[.]*/.exec(place)?.[0] ?? '')
  }

  function findSchema(path: readonly string[]): ParamSchema | undefined {
    return path.reduce<ParamSchema | undefined>(
      (holder, key) => holder?.items ?? holder?.properties?.[key],
      schema as ParamSchema,
    )
  }
}

/** Text holds only text; a number or a boolean in it is written as JSON would write it. */
function convert(value: string | readonly string[], { type }: ParamSchema): unknown {
  if (type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/** A JSON pointer (RFC 6901) as its names. */
function splitPath(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** `requests[17].key_name` */
function joinPlace(path: readonly string[]): string {
  return path.reduce(
    (place, key) => (/^\d+$/.test(key) ? `${place}[${key}]` : place === '' ? key : `${place}.${key}`),
    '',
  )
}

function describeRule(schema: ParamSchema | undefined): string {
  if (schema?.['x-rule'] !== undefined) return schema['x-rule']
  if (schema?.enum !== undefined) return `must be one of ${schema.enum.join(', ')}`
  if (schema?.type === 'integer') return `must be a whole number from ${schema.minimum} to ${schema.maximum}`
  if (schema?.type === 'boolean') return 'must be true or false'
  if (schema?.type === 'array')
    return `must be a list of ${schema.minItems ?? 0} to ${schema.maxItems ?? 'any number of'} entries`
  if (schema?.type === 'object') return 'must be an object'
  return `must be text: ${describeMeaning(schema)}`
}

function describeMeaning(schema: ParamSchema | undefined): string {
  const text = schema?.description ?? ''
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** Adds the places of what no schema knows, at every depth. */
function listUnknown(value: unknown, schema: ParamSchema | undefined, place: string, unknown: string[]): void {
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

function describeAllUnknown(unknown: readonly string[], known: readonly string[]): string[] {
  const warnings = unknown.slice(0, mostWarnings).map((place) => describeUnknown(place, known))
  const left = unknown.length - warnings.length
  return left === 0 ? warnings : [...warnings, `${left} more parameters are ignored`]
}

/** The place has the caller's own text in it: it is shown only as far as it is short and plain. */
function describeUnknown(place: string, known: readonly string[]): string {
  const shown = /^[\w.[\]-]{1,24}$/.test(place) ? `\`${place}\`` : 'A parameter with an unusual name'
  const nearest = place.length > 64 ? undefined : findNearest(place, known)
  return `${shown} is ignored; ${nearest === undefined ? `the parameters are ${known.join(', ')}` : `did you mean \`${nearest}\`?`}`
}
