import { findAccount } from '../admin/account-record.ts'
import type { Account } from '../core/model.ts'
import { openState, type State } from '../open-state.ts'
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
    await work({ ...state, account: await chooseAccount(state, options.account) }, output)
  } finally {
    await state.database.close()
  }
}

async function chooseAccount({ database, account }: State, name: string | undefined): Promise<Account> {
  return name === undefined ? account : findAccount(name, database)
}
