/** Every action that a token can be allowed, and whether `*` and a token without rules stand for it. */
const actionTable = {
  upload: { isImplied: true },
  download: { isImplied: true },
  // What shows or removes what others stored has to be said by name.
  list: { isImplied: false },
  delete: { isImplied: false },
} as const

/** What is done with an object, or with the objects under a prefix. */
export type Action = keyof typeof actionTable

/** The names of all actions. */
export const actions = Object.keys(actionTable) as readonly Action[]

/** Whether `*` and a token without rules stand for an action. */
export function isImplied(action: Action): boolean {
  return actionTable[action].isImplied
}
