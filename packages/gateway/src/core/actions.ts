/** Every action that a token can be allowed, and whether `*`, or a token without rules, includes it. */
const actionTable = {
  upload: { isImplied: true },
  download: { isImplied: true },
  // These actions show or remove what others stored, so a rule has to name them.
  list: { isImplied: false },
  delete: { isImplied: false },
} as const

/** What is done with an object, or with the objects under a prefix. */
export type Action = keyof typeof actionTable

/** The names of all actions. */
export const actions = Object.keys(actionTable) as readonly Action[]

/** Whether `*`, and a token without rules, include an action. */
export function isImplied(action: Action): boolean {
  return actionTable[action].isImplied
}
