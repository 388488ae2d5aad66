import type { Act } from '../admin/act.ts'
import { type JsonSchema, type PublishedObject, publishSchema } from '../operations/published-schema.ts'

/** Path of an act's route. */
export function toActPath({ name }: Pick<Act, 'name'>): string {
  return `/admin/api/${name.replaceAll('_', '-')}`
}

/** The input of an act as HTTP accepts it: times are ISO 8601, secrets are texts. */
export function publishActInput({ input }: Pick<Act, 'input'>): PublishedObject {
  return publishSchema(toWire(JSON.parse(JSON.stringify(input))) as PublishedObject)
}

/** The result of an act as `toJsonValue` writes it: times are ISO 8601, and properties without a value are left out. */
export function publishActResult({ result }: Pick<Act, 'result'>): PublishedObject {
  return publishSchema(dropNulls(toWire(JSON.parse(JSON.stringify(result)))) as PublishedObject)
}

/** Converts a schema of values in memory to a schema of values in JSON. */
function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire)
  if (typeof value !== 'object' || value === null) return value
  const schema = value as JsonSchema
  if (schema['x-time'] === true) {
    const description = String(schema.description).replace('; epoch milliseconds', '; ISO 8601')
    return { type: 'string', format: 'date-time', description }
  }
  if (schema.writeOnly === true) return { type: 'string', minLength: 1, ...schema }
  return Object.fromEntries(Object.entries(schema).map(([keyword, content]) => [keyword, toWire(content)]))
}

/** Makes a property that may be null, or anything, optional. */
function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls)
  if (typeof value !== 'object' || value === null) return value
  const { properties, required, anyOf, ...rest } = value as JsonSchema
  const kept = Object.fromEntries(Object.entries(rest).map(([keyword, content]) => [keyword, dropNulls(content)]))
  if (Array.isArray(anyOf)) {
    const options = anyOf.filter((option: JsonSchema) => option.type !== 'null').map(dropNulls)
    return options.length === 1 ? { ...(options[0] as JsonSchema), ...kept } : { ...kept, anyOf: options }
  }
  if (typeof properties !== 'object' || properties === null) return kept
  const entries = Object.entries(properties as Readonly<Record<string, JsonSchema>>)
  const names = (Array.isArray(required) ? required : []) as readonly string[]
  const always = names.filter((name) => !mayBeNull((properties as Readonly<Record<string, JsonSchema>>)[name] ?? {}))
  const told = Object.fromEntries(entries.map(([name, schema]) => [name, dropNulls(schema)]))
  return { ...kept, properties: told, ...(always.length === 0 ? {} : { required: always }) }
}

function mayBeNull({ anyOf, type, enum: values, const: only }: JsonSchema): boolean {
  if (Array.isArray(anyOf)) return anyOf.some((option: JsonSchema) => option.type === 'null')
  return type === undefined && values === undefined && only === undefined
}
