import type { AdminDependencies } from '../admin/dependencies.ts'
import { findAccount } from '../admin/show-account.ts'
import type { FieldChange } from '../core/administration-event.ts'
import type { PlacedProblem } from './read-state-file.ts'

/** What a change does. What ends with `rotate`, `remove` or `revoke` cannot be undone. */
export type ChangeAction = 'add' | 'invite' | 'rename' | 'change' | 'rotate' | 'remove' | 'revoke'

/** One step from what there is to what the file says: data for people, and a function of the acts that do it. */
export interface Change {
  readonly action: ChangeAction
  readonly kind: 'account' | 'credential' | 'token' | 'administrator' | 'invitation'
  /** Name of the account that it is one of. */
  readonly account?: string
  readonly name: string
  /** Of what is there already. */
  readonly id?: string
  /** Each field that gets another value. Never a secret. */
  readonly fields: readonly FieldChange[]
  /** What else comes of it: what stops working, where a value goes. */
  readonly effects: readonly string[]
  /** @returns what is to be said of it afterwards */
  run(dependencies: AdminDependencies, options: ApplyOptions): Promise<readonly string[]>
}

/** How changes are made. */
export interface ApplyOptions {
  /** Whether credentials are stored without asking their stores. */
  readonly unchecked: boolean
}

/** What is to be done, and what is not. */
export interface Plan {
  /** In the order in which they are made. */
  readonly changes: readonly Change[]
  /** What there is and the file does not have, in the order in which it would be removed. */
  readonly surplus: readonly Change[]
  /** What has to be put right first. */
  readonly problems: readonly PlacedProblem[]
  /** What has to be put right first when what is surplus is to be removed, too. */
  readonly surplusProblems: readonly PlacedProblem[]
  /** Secrets that the changes need and that cannot be had here: a plan can be shown without them. */
  readonly missing: readonly PlacedProblem[]
  /** What was not looked at, or not done, and why. */
  readonly notes: readonly string[]
}

/** A plan in which nothing is to be done. */
export const emptyPlan: Plan = { changes: [], surplus: [], problems: [], surplusProblems: [], missing: [], notes: [] }

/** Plans after one another. What is surplus goes in the reverse order: what needs something goes before it. */
export function joinPlans(plans: readonly Plan[]): Plan {
  return {
    changes: plans.flatMap(({ changes }) => changes),
    surplus: plans.toReversed().flatMap(({ surplus }) => surplus),
    problems: plans.flatMap(({ problems }) => problems),
    surplusProblems: plans.flatMap(({ surplusProblems }) => surplusProblems),
    missing: plans.flatMap(({ missing }) => missing),
    notes: plans.flatMap(({ notes }) => notes),
  }
}

/** What acts on an account work with: it is looked for when it is needed, since it may have been made a moment ago. */
export async function onAccount(dependencies: AdminDependencies, name: string): Promise<AdminDependencies> {
  const { id } = await findAccount(name, dependencies)
  return { ...dependencies, accountId: id }
}
