import { mergeInput, type Operation } from '../../src/operations/operation.ts'

/** Lists the parameters, at every depth, whose grammar is checked by code, because their schema cannot express it. */
export function listRefinedNames(operations: readonly Operation[]): readonly string[] {
  const names = new Set<string>()
  function visit(name: string, schema: object): void {
    const { properties = {}, items } = schema as { properties?: Record<string, object>; items?: object }
    if ('~refine' in schema) names.add(name)
    if (items !== undefined) visit(name, items)
    for (const [inner, one] of Object.entries(properties)) visit(inner, one)
  }
  for (const operation of operations) visit('', mergeInput(operation))
  return [...names]
}
