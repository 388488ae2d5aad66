import type { JsonSchema, PublishedObject } from '../operations/published-schema.ts'

/** How the types of a published schema are written. */
interface TypeStyle {
  /** Columns before the closing brace. */
  readonly indent: number
  /** A property's name in TypeScript. */
  readonly rename?: (name: string) => string
}

/** Renders the TypeScript type of a published object, with its descriptions as comments. @throws Error for a schema without a type */
export function renderObjectType(
  { properties, required = [] }: PublishedObject,
  { indent, rename = (name) => name }: TypeStyle,
): string {
  const space = ' '.repeat(indent)
  const entries = Object.entries(properties)
  if (entries.length === 0) return 'Readonly<Record<never, never>>'
  const lines = entries.map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?'
    const type = renderType(schema, { indent: indent + 2, rename })
    // Callers with `exactOptionalPropertyTypes` may pass on a value that they do not have.
    const optional = mark === '' || type === 'unknown' ? type : `${type} | undefined`
    return `${renderComment(schema.description, indent + 2)}${space}  readonly ${rename(name)}${mark}: ${optional}`
  })
  return `{\n${lines.join('\n')}\n${space}}`
}

function renderType(schema: JsonSchema, style: TypeStyle): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((one: JsonSchema) => renderType(one, style)).join(' | ')
  switch (schema.type) {
    case 'integer':
      return 'number'
    case 'number':
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    case 'array':
      return `readonly ${wrap(renderType(schema.items as JsonSchema, style))}[]`
    case 'object': {
      if (schema.properties !== undefined) return renderObjectType(schema as PublishedObject, style)
      const [values] = Object.values((schema.patternProperties ?? {}) as Readonly<Record<string, JsonSchema>>)
      if (values !== undefined) return `Readonly<Record<string, ${renderType(values, style)}>>`
      break
    }
    case undefined:
      if (Object.keys(schema).every((keyword) => keyword === 'description')) return 'unknown'
  }
  throw new Error(`There is no type for ${JSON.stringify(schema)}; teach renderType`)
}

function wrap(type: string): string {
  return type.includes(' | ') && !type.startsWith('{') ? `(${type})` : type
}

/** Renders a description as the comment that precedes what it describes. */
export function renderComment(description: unknown, indent: number): string {
  return typeof description === 'string' ? `${' '.repeat(indent)}/** ${description} */\n` : ''
}
