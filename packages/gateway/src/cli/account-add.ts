import { addAccount } from '../admin/add-account.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { parseName } from './field-parsers.ts'
import { runActs } from './run-acts.ts'

/** `signpost account add`: makes an account, which owns credentials and tokens of its own. */
export const accountAdd = createCommand('add', 'make an account')
  .argument('<name>', 'name of the account', parseName)
  .action(async (name: string, options: CommonOptions) => {
    await runActs(options, async (dependencies, output) => {
      const account = await addAccount.run({ name }, dependencies)
      output.result(account, `Made the account ${name}. Give --account ${name} to credential and token commands.`)
    })
  })
