import type { AdminDependencies } from '../admin/dependencies.ts'
import { findAccount } from '../admin/show-account.ts'
import type { FieldChange } from '../core/administration-event.ts'
import type { PlacedProblem } from './read-state-file.ts'

/** What a change does. `rotate`, `remove` and `revoke` cannot be undone. */
export type ChangeAction = 'add' | 'invite' | 'rename' | 'change' | 'rotate' | 'remove' | 'revoke'

/** One step from the stored state to the state in the file: data for people, and a function that runs the acts. */
export interface Change {
  readonly action: ChangeAction
  readonly kind: 'account' | 'credential' | 'token' | 'administrator' | 'invitation'
  /** Name of the account that the target belongs to. */
  readonly account?: string
  readonly name: string
  /** Id of a target that exists already. */
  readonly id?: string
  /** Each field that gets another value. It never contains a secret. */
  readonly fields: readonly FieldChange[]
  /** Further effects: what stops working, where a value goes. */
  readonly effects: readonly string[]
  /** Makes the change. @returns sentences to print afterwards */
  run(dependencies: AdminDependencies, options: ApplyOptions): Promise<readonly string[]>
}

/** How changes are made. */
export interface ApplyOptions {
  /** Whether credentials are stored without asking their stores. */
  readonly unchecked: boolean
}

/** The changes to make, and everything else to report. */
export interface Plan {
  /** The changes, in the order in which they are made. */
  readonly changes: readonly Change[]
  /** Removals of everything that is not in the file, in the order in which `--prune` makes them. */
  readonly surplus: readonly Change[]
  /** Problems that must be fixed first. */
  readonly problems: readonly PlacedProblem[]
  /** Problems that must be fixed first if `--prune` removes the surplus. */
  readonly surplusProblems: readonly PlacedProblem[]
  /** Secrets that the changes need but that are not available here. A plan can be shown without them. */
  readonly missing: readonly PlacedProblem[]
  /** What was not compared or not done, and why. */
  readonly notes: readonly string[]
}

/** A plan without any changes. */
export const emptyPlan: Plan = { changes: [], surplus: [], problems: [], surplusProblems: [], missing: [], notes: [] }

/** Joins plans in order. Their removals are in reverse order, because whatever depends on something must be removed before it. */
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

/** Returns the dependencies for acts on an account. It looks the account up late, because an earlier change may have just created it. */
export async function onAccount(dependencies: AdminDependencies, name: string): Promise<AdminDependencies> {
  const { id } = await findAccount(name, dependencies)
  return { ...dependencies, accountId: id }
}
