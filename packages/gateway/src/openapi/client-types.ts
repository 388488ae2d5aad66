import { requestErrors } from '../core/request-errors.ts'
import { mergeInput, type Operation } from '../operations/operation.ts'
import { type JsonSchema, type PublishedObject, publishSchema } from '../operations/published-schema.ts'

/**
 * Renders `packages/client/src/api.ts`: what `@signpost/client` knows of the API. Parameters get the names that JavaScript
 * has for them (`expires_in` is `expiresIn`, `key_name` is `key`); results have theirs already.
 */
export function renderClientApi(operations: readonly Operation[]): string {
  return [
    '// Made by scripts/generate-docs.ts from the registry of the operations and the error table: do not edit.\n',
    '/** Each operation of the gateway: what it takes, and what it answers in `data`. */',
    'export interface Operations {',
    ...operations.map(
      (operation) =>
        `${describe(operation.summary, 2)}  ${toCamelCase(operation.name)}: {\n    options: ${renderObject(publishSchema(mergeInput(operation)), 4, toOptionName)}\n    result: ${renderObject(publishSchema(operation.result), 4, (name) => name)}\n  }`,
    ),
    '}\n',
    '/** Method and path of each operation. */',
    'export const routes = {',
    ...operations.map(({ name, method, path }) => `  ${toCamelCase(name)}: '${method} ${path}',`),
    '} as const satisfies Record<keyof Operations, string>\n',
    '/** What to do, by the code of a gateway’s error. */',
    'export const adviceByCode = {',
    ...Object.entries(requestErrors).map(([code, { whatToDo }]) => `  ${code}: ${JSON.stringify(whatToDo)},`),
    '} as const\n',
  ].join('\n')
}

/** The name of a parameter in JavaScript. */
function toOptionName(name: string): string {
  return name === 'key_name' ? 'key' : toCamelCase(name)
}

function toCamelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function renderObject(
  { properties, required = [] }: PublishedObject,
  indent: number,
  rename: (name: string) => string,
): string {
  const space = ' '.repeat(indent)
  const lines = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?'
    const type = renderType(schema, indent + 2, rename)
    // Callers with `exactOptionalPropertyTypes` may hand on what they do not have.
    const optional = mark === '' ? type : `${type} | undefined`
    return `${describe(schema.description, indent + 2)}${space}  readonly ${rename(name)}${mark}: ${optional}`
  })
  return `{\n${lines.join('\n')}\n${space}}`
}

function renderType(schema: JsonSchema, indent: number, rename: (name: string) => string): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  switch (schema.type) {
    case 'integer':
      return 'number'
    case 'string':
    case 'boolean':
      return schema.type
    case 'array':
      return `readonly ${wrap(renderType(schema.items as JsonSchema, indent, rename))}[]`
    case 'object': {
      if (schema.properties !== undefined) return renderObject(schema as PublishedObject, indent, rename)
      const [values] = Object.values((schema.patternProperties ?? {}) as Readonly<Record<string, JsonSchema>>)
      if (values !== undefined) return `Readonly<Record<string, ${renderType(values, indent, rename)}>>`
    }
  }
  throw new Error(`There is no type for ${JSON.stringify(schema)}; teach renderType`)
}

function wrap(type: string): string {
  return type.includes(' | ') && !type.startsWith('{') ? `(${type})` : type
}

function describe(description: unknown, indent: number): string {
  return typeof description === 'string' ? `${' '.repeat(indent)}/** ${description} */\n` : ''
}
