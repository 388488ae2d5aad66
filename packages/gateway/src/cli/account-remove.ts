import { removeAccount, requireRemovable } from '../admin/remove-account.ts'
import { showAccount } from '../admin/show-account.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { confirmDestruction } from './confirm.ts'
import { runActs } from './run-acts.ts'

/** `signpost account remove`: removes an account with its credentials and tokens; its audit events stay. */
export const accountRemove = createCommand('remove', 'remove an account with its credentials and tokens')
  .argument('<name>', 'name of the account')
  .option('--yes', 'do not ask')
  .action(async (name: string, options: CommonOptions & { readonly yes?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      requireRemovable(name)
      const { credentials, tokens } = await showAccount.run({ name }, dependencies)
      const question = `Remove the account ${name} with ${credentials} credentials and ${tokens} tokens?`
      if (!(await confirmDestruction(question, options.yes))) throw new Error('Nothing was removed')
      output.result(await removeAccount.run({ name }, dependencies), `Removed the account ${name}.`)
    })
  })
