import { type TObject, Type } from 'typebox'
import type { Action } from '../core/actions.ts'
import { mergeInput, type Operation } from '../operations/operation.ts'
import { type PublishedObject, publishSchema } from '../operations/published-schema.ts'

/** An operation as MCP lists it (schema of 2026-07-28, `Tool`). */
export interface McpTool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: PublishedObject & { readonly type: 'object' }
  readonly outputSchema: PublishedObject & { readonly type: 'object' }
  readonly annotations: {
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
    readonly openWorldHint: boolean
  }
}

/** Converts an operation to a tool, with its schemas unchanged and its effect as annotations. */
export function toTool(operation: Operation): McpTool {
  const { name, summary, description, usage, effect, result } = operation
  return {
    name,
    title: summary,
    description: `${description}\n\n${usage}`,
    inputSchema: publishObject(toArgumentSchema(operation)),
    outputSchema: publishObject(result),
    annotations: {
      // Signing a URL changes nothing yet, but the use of that URL may.
      readOnlyHint: effect === 'read' || effect === 'none',
      destructiveHint: effect === 'change',
      idempotentHint: effect !== 'change',
      openWorldHint: effect !== 'none',
    },
  }
}

/** Makes the arguments of a tool: every parameter except `redirect`, because only a browser follows a redirection. */
function toArgumentSchema(operation: Operation): TObject {
  const { redirect: _, ...properties } = mergeInput(operation).properties
  return Type.Object(properties)
}

function publishObject(schema: TObject): McpTool['inputSchema'] {
  return { ...publishSchema(schema), type: 'object' }
}

/**
 * Lists the actions that a token must have for an operation to be of use: those of its examples. An operation that accesses nothing needs
 * none.
 */
export function listNeededActions({ examples, requires }: Operation): readonly Action[] {
  const accesses = examples.flatMap(({ params }) => [...requires(params)])
  return [...new Set(accesses.map(({ action }) => action))]
}
