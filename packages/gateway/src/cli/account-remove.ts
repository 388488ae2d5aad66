import { defaultAccountName } from '../core/model.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { confirmDestruction } from './confirm.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost account remove`: removes an account with its credentials and tokens; its audit events stay. */
export const accountRemove = createCommand('remove', 'remove an account with its credentials and tokens')
  .argument('<name>', 'name of the account')
  .option('--yes', 'do not ask')
  .action(async (name: string, options: CommonOptions & { readonly yes?: boolean }) => {
    if (name === defaultAccountName) throw new Error('The default account cannot be removed')
    await runOnState(options, async ({ database }, output) => {
      const account = await database.accounts.findByName(name)
      if (account === undefined) throw new Error(`There is no account ${name}; \`signpost account list\` shows them`)
      const credentials = await database.credentials.list(account.id)
      const tokens = await database.tokens.list(account.id)
      const question = `Remove the account ${name} with ${credentials.length} credentials and ${tokens.length} tokens?`
      if (!(await confirmDestruction(question, options.yes))) throw new Error('Nothing was removed')
      await database.accounts.remove(account.id)
      output.result(
        { id: account.id, name, removed: true, credentials: credentials.length, tokens: tokens.length },
        `Removed the account ${name}.`,
      )
    })
  })
