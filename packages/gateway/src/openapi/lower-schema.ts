import type { JsonSchema } from '../operations/published-schema.ts'

type Schemas = Readonly<Record<string, JsonSchema>>

/** Keywords that mean the same in a JSON Schema of 2020-12 and in a Schema Object of OpenAPI 3.0. */
const sameKeywords = new Set(
  '$ref type title description default example format enum multipleOf minimum maximum minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties required readOnly writeOnly deprecated'.split(
    ' ',
  ),
)

/** In 3.0, a schema without a `type` also accepts null, so an enum can allow null and nothing else. */
const onlyNull: JsonSchema = { enum: [null] }

/**
 * Lowers a JSON Schema (2020-12, as OpenAPI 3.1 uses it) to a Schema Object of OpenAPI 3.0, which has no `const`, no `null` type and no
 * `patternProperties`. OpenAPI 3.0.4, section 4.7.24. It handles the keywords that TypeBox writes for the operations, and their forms.
 *
 * @throws Error for any other keyword, because a document that says less than the schema would be wrong
 */
export function lowerSchema(schema: JsonSchema): JsonSchema {
  if (schema.type === 'null') return onlyNull
  const lowered = Object.entries(schema).map(([keyword, value]) => lowerKeyword(keyword, value, schema))
  return Object.assign({}, ...lowered)
}

function lowerKeyword(keyword: string, value: unknown, schema: JsonSchema): JsonSchema {
  // Siblings of a reference, and a list of types, mean something else in 3.0.
  const isOther = (keyword === '$ref' && Object.keys(schema).length > 1) || (keyword === 'type' && Array.isArray(value))
  if (isOther) return refuse(keyword)
  if (sameKeywords.has(keyword) || keyword.startsWith('x-')) return { [keyword]: value }
  switch (keyword) {
    case 'const':
      return { enum: [value] }
    case 'items':
      return { items: lowerSchema(value as JsonSchema) }
    case 'additionalProperties':
      return { [keyword]: typeof value === 'boolean' ? value : lowerSchema(value as JsonSchema) }
    case 'properties':
      return { properties: mapValues(value as Schemas, lowerSchema) }
    case 'patternProperties':
      return lowerPatternProperties(value as Schemas, schema)
    case 'allOf':
      return { allOf: (value as readonly JsonSchema[]).map(lowerSchema) }
    case 'examples':
      return { example: (value as readonly unknown[])[0] }
    case 'anyOf':
      return lowerChoice(value as readonly JsonSchema[])
    default:
      return refuse(keyword)
  }
}

/** 3.0 can express only a pattern that fits every name, as `additionalProperties`. */
function lowerPatternProperties(patterns: Schemas, schema: JsonSchema): JsonSchema {
  const [[pattern, value] = [], ...more] = Object.entries(patterns)
  const isForEveryName = pattern === '^.*$' || pattern === '^(.*)$' || pattern === ''
  if (!isForEveryName || value === undefined || more.length > 0 || schema.additionalProperties !== undefined) {
    return refuse('patternProperties')
  }
  return { additionalProperties: lowerSchema(value) }
}

/** Lowers a choice between one schema and null to that schema with `nullable`, which counts only together with a `type`. */
function lowerChoice(choices: readonly JsonSchema[]): JsonSchema {
  const [only, ...more] = choices.filter(({ type }) => type !== 'null')
  const isNullable = more.length + 1 < choices.length
  if (isNullable && only?.type !== undefined && more.length === 0) return { ...lowerSchema(only), nullable: true }
  return { anyOf: choices.map(lowerSchema) }
}

/** Changes each object, and leaves the names. */
export function mapValues(objects: Schemas, change: (object: JsonSchema) => JsonSchema): Schemas {
  return Object.fromEntries(Object.entries(objects).map(([name, object]) => [name, change(object)]))
}

function refuse(keyword: string): never {
  throw new Error(`OpenAPI 3.0 has nothing for this use of "${keyword}"; say it differently, or teach lowerSchema`)
}
