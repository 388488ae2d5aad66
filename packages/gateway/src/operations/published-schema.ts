/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** An object's schema as {@link publishSchema} gives it. */
export interface PublishedObject extends JsonSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** The keyword under which a schema keeps what only the documents say. */
const publishedKeyword = 'x-published'

/** Keywords whose value maps names to schemas, so that the names are not keywords. */
const mapKeywords: readonly string[] = ['properties', 'patternProperties', '$defs', 'dependentSchemas']

/** Keywords whose value is data. */
const dataKeywords: readonly string[] = ['enum', 'const', 'default', 'examples']

/**
 * The example of an optional parameter whose value has to be there already, such as a credential's name: none can be known to work but
 * the empty one, which is as good as leaving the parameter out.
 */
export const leftOut: [string] = ['']

/**
 * Keywords that a schema's refinement implies. The gate does not check them: the refinement does, and its message says
 * more precisely what would be right. The documents show them, since a refinement is code and cannot be published.
 */
export function publishBounds(keywords: JsonSchema): JsonSchema {
  return { [publishedKeyword]: keywords }
}

/**
 * A TypeBox schema as the documents publish it: plain JSON Schema without our own keywords (`x-…`), with the published
 * bounds, and with a `type` beside every `enum` of texts.
 */
export function publishSchema(schema: { readonly properties: object }): PublishedObject
export function publishSchema(schema: object): JsonSchema
export function publishSchema(schema: object): JsonSchema {
  return publish(JSON.parse(JSON.stringify(schema))) as JsonSchema
}

function publish(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(publish)
  if (typeof value !== 'object' || value === null) return value
  const published: Record<string, unknown> = {}
  for (const [keyword, content] of Object.entries(value)) {
    if (keyword === publishedKeyword) Object.assign(published, content)
    else if (mapKeywords.includes(keyword)) published[keyword] = publishEach(content as JsonSchema)
    else if (dataKeywords.includes(keyword)) published[keyword] = content
    else if (!keyword.startsWith('x-')) published[keyword] = publish(content)
  }
  const type = published.type ?? inferType(published.enum)
  return type === undefined ? published : { type, ...published }
}

function publishEach(schemas: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, publish(schema)]))
}

/** Generators of clients and forms look for `type` first; TypeBox leaves it out beside `enum`. */
function inferType(values: unknown): string | undefined {
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? 'string' : undefined
}
