import { requestErrors } from '../core/request-errors.ts'
import { mergeInput, type Operation } from '../operations/operation.ts'
import { publishSchema } from '../operations/published-schema.ts'
import { renderComment, renderObjectType } from './typescript-types.ts'

/**
 * Renders `packages/client/src/api.ts`: what `@signpost/client` knows about the API. Parameters get JavaScript names (`expires_in` is
 * `expiresIn`, `key_name` is `key`); results already have such names.
 */
export function renderClientApi(operations: readonly Operation[]): string {
  return [
    '// Made by scripts/generate-docs.ts from the registry of the operations and the error table: do not edit.\n',
    '/** Each operation of the gateway: its options, and its result in `data`. */',
    'export interface Operations {',
    ...operations.map(
      (operation) =>
        `${renderComment(operation.summary, 2)}  ${toCamelCase(operation.name)}: {\n    options: ${renderObjectType(publishSchema(mergeInput(operation)), { indent: 4, rename: toOptionName })}\n    result: ${renderObjectType(publishSchema(operation.result), { indent: 4 })}\n  }`,
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
