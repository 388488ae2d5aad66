import type { AdminDependencies } from '../admin/dependencies.ts'
import { findAccount } from '../admin/show-account.ts'
import { createAdminDependencies, openState, type State } from '../open-state.ts'
import { describeCreatedKey } from '../vault/master-key-file.ts'
import { type AccountOptions, loadCommandConfig } from './common-options.ts'
import { createOutput, type Output } from './output.ts'

/**
 * Opens the state for a command, on the account that it names, and closes it whatever happens. Works beside a running
 * server.
 */
export async function runOnState(
  options: AccountOptions,
  work: (state: State, output: Output) => Promise<void>,
): Promise<void> {
  const { config } = loadCommandConfig(options)
  const output = createOutput(options.json === true)
  const state = await openState(config)
  try {
    if (state.createdMasterKey !== undefined) output.note(describeCreatedKey(state.createdMasterKey))
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
