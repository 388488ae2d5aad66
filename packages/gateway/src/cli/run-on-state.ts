import type { AdminDependencies } from '../admin/dependencies.ts'
import { findAccount } from '../admin/show-account.ts'
import { createAdminDependencies, openState, type State } from '../open-state.ts'
import { type AccountOptions, openCommand } from './common-options.ts'
import type { Output } from './output.ts'

/**
 * Opens the state for a command, on the account that it names, and closes it whatever happens. Works beside a running
 * server.
 * @param mayCreate whether it may begin an installation where there is none; then it says where
 */
export async function runOnState(
  options: AccountOptions,
  work: (state: State, output: Output) => Promise<void>,
  { mayCreate = false } = {},
): Promise<void> {
  const { loaded, output } = openCommand(options)
  const state = await openState(loaded, { mayCreate })
  try {
    for (const sentence of state.created) output.note(sentence)
    const account = options.account === undefined ? state.account : await findAccount(options.account, state.database)
    await work({ ...state, account }, output)
  } finally {
    await state.database.close()
  }
}

/** Opens the state for a command that is a face of acts, and gives it what the acts work with. */
export function runActs(
  options: AccountOptions,
  work: (dependencies: AdminDependencies, output: Output) => Promise<void>,
): Promise<void> {
  return runOnState(options, (state, output) => work(createAdminDependencies(state), output))
}

/** As {@link runActs}, for the few commands that begin an installation where there is none. */
export function runActsOrBegin(
  options: AccountOptions,
  work: (dependencies: AdminDependencies, output: Output) => Promise<void>,
): Promise<void> {
  return runOnState(options, (state, output) => work(createAdminDependencies(state), output), { mayCreate: true })
}
