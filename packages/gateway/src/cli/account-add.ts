import { newId } from '../core/ids.ts'
import { type CommonOptions, createCommand, parseName } from './common-options.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost account add`: makes an account, which owns credentials and tokens of its own. */
export const accountAdd = createCommand('add', 'make an account')
  .argument('<name>', 'name of the account', parseName)
  .action(async (name: string, options: CommonOptions) => {
    await runOnState(options, async ({ database }, output) => {
      const account = { id: newId('acc'), name, createdAt: Date.now() }
      if (!(await database.accounts.insert(account))) throw new Error(`There is an account ${name} already`)
      output.result(account, `Made the account ${name}. Give --account ${name} to credential and token commands.`)
    })
  })
