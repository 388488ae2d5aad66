/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** The schema of an object, as {@link publishSchema} returns it. */
export interface PublishedObject extends JsonSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** The keyword under which a schema holds what only the documents publish. */
const publishedKeyword = 'x-published'

/** Keywords whose value maps names to schemas. These names are not keywords. */
const mapKeywords: readonly string[] = ['properties', 'patternProperties', '$defs', 'dependentSchemas']

/** Keywords whose value is data. */
const dataKeywords: readonly string[] = ['enum', 'const', 'default', 'examples']

/**
 * The example of an optional parameter whose value has to exist already, such as a credential's name. Only the empty text is sure
 * to work, because it means the same as leaving the parameter out.
 */
export const leftOut: [string] = ['']

/**
 * Adds keywords that a schema's refinement implies. The gate does not check them: the refinement does, and its message says
 * more precisely what would be right. The documents show the keywords, because a refinement is code and cannot be published.
 */
export function publishBounds(keywords: JsonSchema): JsonSchema {
  return { [publishedKeyword]: keywords }
}

/**
 * Turns a TypeBox schema into the one that the documents publish: plain JSON Schema without Signpost's own keywords (`x-…`),
 * with the published bounds, and with a `type` beside every `enum` of texts.
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

/** Infers the `type` of an enum. Generators of clients and forms look for `type` first, but TypeBox leaves it out beside `enum`. */
function inferType(values: unknown): string | undefined {
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? 'string' : undefined
}
