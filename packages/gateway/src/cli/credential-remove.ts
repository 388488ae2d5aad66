import { findCredential } from '../admin/credential-record.ts'
import { removeCredential } from '../admin/remove-credential.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { confirmDestruction } from './confirm.ts'
import { runActs } from './run-acts.ts'

/** `signpost credential remove`: forgets a credential. URLs that it signed go on working until they expire. */
export const credentialRemove = createAccountCommand('remove', 'remove a credential')
  .argument('<name>', 'name of the credential')
  .option('--yes', 'do not ask')
  .action(async (name: string, options: AccountOptions & { readonly yes?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      await findCredential(name, dependencies)
      const question = `Remove the credential ${name}? Its secret cannot be had back from here.`
      if (!(await confirmDestruction(question, options.yes))) throw new Error('Nothing was removed')
      const removed = await removeCredential.run({ name }, dependencies)
      if (removed.leavesNoDefault) {
        output.note('No credential is the default one now: only buckets that a pattern covers are signed for.')
      }
      output.result(removed, `Removed the credential ${name}.`)
    })
  })
