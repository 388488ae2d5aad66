import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { confirmDestruction } from './confirm.ts'
import { findCredential } from './find-credential.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost credential remove`: forgets a credential. URLs that it signed go on working until they expire. */
export const credentialRemove = createAccountCommand('remove', 'remove a credential')
  .argument('<name>', 'name of the credential')
  .option('--yes', 'do not ask')
  .action(async (name: string, options: AccountOptions & { readonly yes?: boolean }) => {
    await runOnState(options, async (state, output) => {
      const stored = await findCredential(state, name)
      const question = `Remove the credential ${name}? Its secret cannot be had back from here.`
      if (!(await confirmDestruction(question, options.yes))) throw new Error('Nothing was removed')
      await state.database.credentials.remove(state.account.id, name)
      const left = (await state.database.credentials.list(state.account.id)).filter(({ isSandbox }) => !isSandbox)
      if (stored.isDefault && left.length > 0) {
        output.note('No credential is the default one now: only buckets that a pattern covers are signed for.')
      }
      output.result({ id: stored.id, name, removed: true }, `Removed the credential ${name}.`)
    })
  })
