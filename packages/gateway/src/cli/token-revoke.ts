import { revokeToken } from '../admin/revoke-token.ts'
import { findToken } from '../admin/token-record.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { confirmDestruction } from './confirm.ts'
import { runActs } from './run-acts.ts'

/** `signpost token revoke`: ends a token, on every node within 2 s. */
export const tokenRevoke = createAccountCommand('revoke', 'revoke an API token')
  .argument('<id>', 'id of the token, as `signpost token list` shows it')
  .option('--yes', 'do not ask')
  .action(async (id: string, options: AccountOptions & { readonly yes?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      const { name } = await findToken(id, dependencies)
      const question = `Revoke the token ${name} (${id})? This cannot be undone.`
      if (!(await confirmDestruction(question, options.yes))) throw new Error('Nothing was revoked')
      output.result(
        await revokeToken.run({ id }, dependencies),
        `Revoked the token ${name}. Running servers refuse it within 2 seconds; URLs that it signed work until they expire.`,
      )
    })
  })
