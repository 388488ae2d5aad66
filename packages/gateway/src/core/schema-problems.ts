import { Settings } from 'typebox/system'
import type { ErrorDetail } from './app-error.ts'
import { findBlank } from './blank.ts'

// By default TypeBox stops at 8 errors, so a caller who corrected those would then get the next ones. Nobody reads more than 100.
Settings.Set({ maxErrors: 100 })

/** The parts of a schema that messages are made from. */
export interface ValueSchema extends RuleSchema {
  readonly description?: string
  readonly items?: ValueSchema
  readonly properties?: Readonly<Record<string, ValueSchema>>
  readonly required?: readonly string[]
  /** Present in a record, whose names are the caller's. */
  readonly patternProperties?: object
  /** The rule in words that follow the place ("must be…"), for a rule that no keyword expresses. */
  readonly 'x-rule'?: string
}

/** An error as TypeBox's validators report it. */
export interface SchemaError {
  readonly keyword: string
  /** JSON pointer, RFC 6901. */
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

/**
 * Lists what is wrong with a value, one problem for each place: `bucket`, `requests[17].key_name`. No message repeats the value.
 * Of several problems at one place, a refinement takes precedence over the other keywords, and these over the type.
 */
export function listSchemaProblems(
  schema: ValueSchema,
  value: unknown,
  errors: readonly SchemaError[],
): Map<string, ErrorDetail> {
  const details = new Map<string, ErrorDetail>()
  for (const error of errors) {
    const path = cutAtRecord(schema, splitPointer(error.instancePath))
    if (error.keyword === 'required') {
      for (const name of (error.params as { requiredProperties: string[] }).requiredProperties) {
        const missing = [...path, name]
        add(missing, `is required: ${describeMeaning(findSchema(schema, missing))}`)
      }
      continue
    }
    const found = path.reduce<unknown>((holder, key) => (holder as Readonly<Record<string, unknown>>)?.[key], value)
    const isEmpty = found === ''
    const isRefined = error.keyword === '~refine' && !isEmpty
    if (details.has(joinPlace(path)) && !isRefined) continue
    const rule = isRefined ? error.message : toSchemaRule(findSchema(schema, path))
    const fault = isEmpty ? 'is empty' : typeof found === 'string' ? findBlank(found) : undefined
    add(path, fault === undefined ? rule : `${fault}: it ${rule}`)
  }
  return details

  function add(path: readonly string[], problem: string): void {
    const place = joinPlace(path)
    details.set(place, { parameter: place, message: `\`${place}\` ${problem}` })
  }
}

/** What an error asks for, in words that follow the place: "must be…". */
export function toRule({ keyword, message }: SchemaError, schema: ValueSchema): string {
  return keyword === '~refine' ? message : toSchemaRule(schema)
}

function toSchemaRule(schema: ValueSchema): string {
  return schema['x-rule'] ?? `must be ${describeRule(schema) ?? `text: ${describeMeaning(schema)}`}`
}

/** A description as the second half of a sentence. */
function describeMeaning({ description = '' }: ValueSchema): string {
  return description.charAt(0).toLowerCase() + description.slice(1)
}

function findSchema(schema: ValueSchema, path: readonly string[]): ValueSchema {
  return path.reduce<ValueSchema>((holder, key) => holder.items ?? holder.properties?.[key] ?? {}, schema)
}

/** Cuts a path at the first record. Inside it, names are the caller's, which no message repeats: the record's own rule describes the problem. */
function cutAtRecord(schema: ValueSchema, path: readonly string[]): readonly string[] {
  let holder: ValueSchema | undefined = schema
  const depth = path.findIndex((key) => {
    const { patternProperties, items, properties }: ValueSchema = holder ?? {}
    holder = items ?? properties?.[key]
    return patternProperties !== undefined
  })
  return depth === -1 ? path : path.slice(0, depth)
}

function splitPointer(pointer: string): string[] {
  const [, ...names] = pointer.split('/')
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** `requests`, `17`, `key_name` as `requests[17].key_name`. */
function joinPlace([first = '', ...others]: readonly string[]): string {
  return others.reduce((place, key) => (/^\d+$/.test(key) ? `${place}[${key}]` : `${place}.${key}`), first)
}

/** The keywords of a JSON Schema that its rule in words is made from. */
export interface RuleSchema {
  readonly type?: unknown
  readonly enum?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly minLength?: unknown
  readonly maxLength?: unknown
  readonly minItems?: unknown
  readonly maxItems?: unknown
}

/**
 * Describes what a schema asks of a value, for "must be " + …: `one of get, upload`, `a whole number from 1 to 9`, `text of 3 to
 * 63 characters`. The gate, the configuration and the administration use it in their messages, and so do the documents.
 * @param quote puts quotation marks around the values of an enum
 * @returns undefined when the keywords say no more than the description does
 */
export function describeRule(schema: RuleSchema, quote: (value: unknown) => string = String): string | undefined {
  const { type, enum: values, minimum, maximum, minLength = 0, maxLength, minItems, maxItems } = schema
  if (Array.isArray(values)) return `one of ${values.map(quote).join(', ')}`
  if (type === 'integer') return `a whole number${describeRange(minimum, maximum)}`
  if (type === 'boolean') return 'true or false'
  if (type === 'array') return maxItems === undefined ? 'a list' : `a list of ${minItems ?? 0} to ${maxItems} entries`
  if (type === 'object') return 'an object'
  return maxLength === undefined ? undefined : `text of ${minLength} to ${maxLength} characters`
}

function describeRange(least: unknown, most: unknown): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` from ${least}`
  return most === undefined ? '' : ` up to ${most}`
}
