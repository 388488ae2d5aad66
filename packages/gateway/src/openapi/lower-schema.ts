import type { JsonSchema } from '../operations/published-schema.ts'

/** Keywords that mean the same in a JSON Schema of 2020-12 and in a Schema Object of OpenAPI 3.0. */
const sameKeywords = new Set(
  'title description default format enum multipleOf minimum maximum minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties required readOnly writeOnly deprecated'.split(
    ' ',
  ),
)

/** A schema without a `type` takes null as well in 3.0, so that an enum can leave nothing else. */
const onlyNull: JsonSchema = { enum: [null] }

/**
 * Lowers a JSON Schema (2020-12, as OpenAPI 3.1 takes it) to a Schema Object of OpenAPI 3.0, which knows no `const`, no
 * `examples`, no list of types, no `null` type, no `patternProperties`, and has another `exclusiveMinimum`.
 * OpenAPI 3.0.4, section 4.7.24.
 *
 * @throws Error for a keyword that has no counterpart: a document that says less than the schema would be wrong
 */
export function lowerSchema(schema: JsonSchema | boolean): JsonSchema {
  if (schema === true) return {}
  if (schema === false) return { not: {} }
  const { $ref, ...beside } = schema
  if (typeof $ref === 'string') {
    // Siblings of a reference are ignored in 3.0.
    return Object.keys(beside).length === 0 ? { $ref } : { allOf: [{ $ref }], ...lowerSchema(beside) }
  }
  const lowered: Record<string, unknown> = {}
  // An exclusive bound comes after the inclusive one, whose place it takes when it is the stricter one.
  const entries = Object.entries(schema).sort(([one], [other]) => Number(isExclusive(one)) - Number(isExclusive(other)))
  for (const [keyword, value] of entries) Object.assign(lowered, lowerKeyword(keyword, value, schema))
  return lowered
}

function isExclusive(keyword: string): boolean {
  return keyword.startsWith('exclusive')
}

function lowerKeyword(keyword: string, value: unknown, schema: JsonSchema): JsonSchema {
  if (sameKeywords.has(keyword) || keyword.startsWith('x-')) return { [keyword]: value }
  switch (keyword) {
    case 'type':
      return lowerType(value as string | readonly string[], schema)
    case 'const':
      return { enum: [value] }
    case 'examples':
      return { example: (value as readonly unknown[])[0] }
    case 'exclusiveMinimum':
      return lowerBound('minimum', keyword, value as number, schema)
    case 'exclusiveMaximum':
      return lowerBound('maximum', keyword, value as number, schema)
    case 'contentEncoding':
      return value === 'base64' ? { format: 'byte' } : refuse(keyword)
    case 'items':
    case 'not':
      return { [keyword]: lowerSchema(value as JsonSchema) }
    case 'additionalProperties':
      return { [keyword]: typeof value === 'boolean' ? value : lowerSchema(value as JsonSchema) }
    case 'properties':
      return { properties: lowerEach(value as Readonly<Record<string, JsonSchema>>) }
    case 'patternProperties':
      return lowerPatternProperties(value as Readonly<Record<string, JsonSchema>>, schema)
    case 'anyOf':
    case 'oneOf':
      return lowerChoice(keyword, value as readonly JsonSchema[])
    case 'allOf':
      return { allOf: (value as readonly JsonSchema[]).map(lowerSchema) }
    default:
      return refuse(keyword)
  }
}

function lowerType(type: string | readonly string[], schema: JsonSchema): JsonSchema {
  const types = typeof type === 'string' ? [type] : type
  const real = types.filter((name) => name !== 'null')
  const nullable = real.length < types.length ? { nullable: true } : {}
  if (real.length === 0) return onlyNull
  if (real.length === 1) return { type: real[0], ...nullable }
  if (schema.anyOf !== undefined) return refuse('type')
  // `nullable` counts only beside a `type`.
  return { anyOf: real.map((name) => ({ type: name, ...nullable })) }
}

/** In 3.0 the number stands in `minimum`, and `exclusiveMinimum` says whether it is itself left out. */
function lowerBound(bound: string, exclusive: string, value: number, schema: JsonSchema): JsonSchema {
  const inclusive = schema[bound]
  const isStricter = typeof inclusive !== 'number' || (bound === 'minimum' ? value >= inclusive : value <= inclusive)
  return isStricter ? { [bound]: value, [exclusive]: true } : {}
}

/** Only a pattern that fits every name can be said in 3.0: as `additionalProperties`. */
function lowerPatternProperties(patterns: Readonly<Record<string, JsonSchema>>, schema: JsonSchema): JsonSchema {
  const [[pattern, value] = [], ...more] = Object.entries(patterns)
  const isForEveryName = pattern === '^.*$' || pattern === '^(.*)$' || pattern === ''
  if (!isForEveryName || value === undefined || more.length > 0 || schema.additionalProperties !== undefined) {
    return refuse('patternProperties')
  }
  return { additionalProperties: lowerSchema(value) }
}

/** A choice between something and null is that something, nullable. */
function lowerChoice(keyword: string, choices: readonly JsonSchema[]): JsonSchema {
  const real = choices.filter((choice) => choice.type !== 'null')
  const [only] = real
  if (real.length === choices.length || only === undefined) return { [keyword]: choices.map(lowerSchema) }
  if (real.length > 1) {
    return { [keyword]: [...real.map(lowerSchema), onlyNull] }
  }
  if (typeof only.type !== 'string') return { anyOf: [lowerSchema(only), onlyNull] }
  return { ...lowerSchema(only), nullable: true }
}

function lowerEach(schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, lowerSchema(schema)]))
}

function refuse(keyword: string): never {
  throw new Error(`OpenAPI 3.0 has nothing for "${keyword}"; say it differently, or teach lowerSchema`)
}
