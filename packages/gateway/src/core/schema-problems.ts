import type { ErrorDetail } from './app-error.ts'
import { describeRule, type RuleSchema } from './describe-rule.ts'

/** A schema as far as messages are made from it. */
export interface ValueSchema extends RuleSchema {
  readonly description?: string
  readonly items?: ValueSchema
  readonly properties?: Readonly<Record<string, ValueSchema>>
  /** The rule in words, after the place: "must be…", where no keyword says it. */
  readonly 'x-rule'?: string
}

/** An error as TypeBox's validators give it. */
export interface SchemaError {
  readonly keyword: string
  /** JSON pointer, RFC 6901. */
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

/**
 * What is wrong with a value, one problem for each place: `bucket`, `requests[17].key_name`. No message repeats the value.
 * A refinement says more than the other keywords, and the keywords more than the type.
 */
export function listSchemaProblems(
  schema: ValueSchema,
  value: unknown,
  errors: readonly SchemaError[],
): Map<string, ErrorDetail> {
  const details = new Map<string, ErrorDetail>()
  for (const error of errors) {
    const path = splitPointer(error.instancePath)
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
    add(path, isEmpty ? `is empty: it ${rule}` : rule)
  }
  return details

  function add(path: readonly string[], problem: string): void {
    const place = joinPlace(path)
    details.set(place, { parameter: place, message: `\`${place}\` ${problem}` })
  }
}

/** What an error asks for, after the place: "must be…". */
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

function splitPointer(pointer: string): string[] {
  const [, ...names] = pointer.split('/')
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** `requests`, `17`, `key_name` as `requests[17].key_name`. */
function joinPlace([first = '', ...others]: readonly string[]): string {
  return others.reduce((place, key) => (/^\d+$/.test(key) ? `${place}[${key}]` : `${place}.${key}`), first)
}
