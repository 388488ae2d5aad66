import { type Act, chooseMethod } from '../admin/act.ts'
import { publishActInput, publishActResult, toActPath } from './act-schema.ts'
import { renderComment, renderObjectType } from './typescript-types.ts'

/** Renders `packages/dashboard/src/api/acts.ts`: what the dashboard knows about the administration API. */
export function renderActTypes(acts: readonly Act[]): string {
  return [
    '// Made by scripts/generate-docs.ts from the registry of the acts: do not edit.\n',
    '/** Each act of administration: its input, and its result in `data`. */',
    'export interface Acts {',
    ...acts.map((act) => {
      const [input, result] = [publishActInput(act), publishActResult(act)].map((schema) =>
        renderObjectType(schema, { indent: 4 }),
      )
      return `${renderComment(act.summary, 2)}  ${act.name}: {\n    input: ${input}\n    result: ${result}\n  }`
    }),
    '}\n',
    '/** How each act is called, who may do it, and whether the session has to be confirmed for it. */',
    'export const actRoutes = {',
    ...acts.map(({ confirms = false, ...act }) => {
      return `  ${act.name}: { method: '${chooseMethod(act)}', path: '${toActPath(act)}', role: '${act.role}', effect: '${act.effect}', confirms: ${confirms} },`
    }),
    '} as const satisfies Record<keyof Acts, object>\n',
  ].join('\n')
}
