import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { confirmDestruction } from './confirm.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost token revoke`: ends a token, on every node within 2 s. */
export const tokenRevoke = createAccountCommand('revoke', 'revoke an API token')
  .argument('<id>', 'id of the token, as `signpost token list` shows it')
  .option('--yes', 'do not ask')
  .action(async (id: string, options: AccountOptions & { readonly yes?: boolean }) => {
    await runOnState(options, async ({ database, account }, output) => {
      const stored = (await database.tokens.list(account.id)).find((token) => token.id === id)
      if (stored === undefined) throw new Error(`There is no token ${id}; \`signpost token list\` shows them`)
      const question = `Revoke the token ${stored.name} (${id})? This cannot be undone.`
      if (!(await confirmDestruction(question, options.yes))) throw new Error('Nothing was revoked')
      const revoked = await database.tokens.revoke(account.id, id, Date.now())
      output.result(
        { id, name: stored.name, revokedAt: revoked?.revokedAt },
        `Revoked the token ${stored.name}. Running servers refuse it within 2 seconds; URLs that it signed work until they expire.`,
      )
    })
  })
