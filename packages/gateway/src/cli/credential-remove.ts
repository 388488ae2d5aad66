import { type CommonOptions, createCommand } from './common-options.ts'
import { confirmDestruction } from './confirm.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost credential remove`: forgets a credential. URLs that it signed go on working until they expire. */
export const credentialRemove = createCommand('remove', 'remove a credential')
  .argument('<name>', 'name of the credential')
  .option('--yes', 'do not ask')
  .action(async (name: string, options: CommonOptions & { readonly yes?: boolean }) => {
    await runOnState(options, async ({ store, account }, output) => {
      const stored = (await store.credentials.list(account.id)).find((credential) => credential.name === name)
      if (stored === undefined)
        throw new Error(`There is no credential ${name}; \`signpost credential list\` shows them`)
      const question = `Remove the credential ${name}? Its secret cannot be had back from here.`
      if (!(await confirmDestruction(question, options.yes))) throw new Error('Nothing was removed')
      await store.credentials.remove(account.id, name)
      output.result({ id: stored.id, name, removed: true }, `Removed the credential ${name}.`)
    })
  })
