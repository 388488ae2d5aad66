import { type AdminDependencies, createAdminDependencies } from '../admin/dependencies.ts'
import type { AccountOptions } from './common-options.ts'
import type { Output } from './output.ts'
import { runOnState } from './run-on-state.ts'

/** Opens the state for a command that is a face of acts, and gives it what the acts work with. */
export function runActs(
  options: AccountOptions,
  work: (dependencies: AdminDependencies, output: Output) => Promise<void>,
): Promise<void> {
  return runOnState(options, (state, output) => work(createAdminDependencies(state), output))
}
