import type { Action } from './actions.ts'
import type { Credential } from './model.ts'

type Bound = Pick<Credential, 'actions'>

/** Whether a credential signs for an action. */
export function signsFor({ actions }: Bound, action: Action): boolean {
  return actions === undefined || actions.includes(action)
}

/**
 * Whether two credentials are rivals: for some action, neither takes precedence over the other. A credential that is bound to
 * actions takes precedence over one that is not.
 */
export function areRivals(one: Bound, other: Bound): boolean {
  if (one.actions === undefined || other.actions === undefined) return one.actions === other.actions
  return one.actions.some((action) => other.actions?.includes(action))
}
