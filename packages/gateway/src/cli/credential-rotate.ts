import { keyFields } from '../admin/credential-fields.ts'
import { requireOwn, rotateCredential } from '../admin/rotate-credential.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { parseEnd, readCredentialSecrets, secretHelp } from './credential-options.ts'
import { parseBy } from './field-parsers.ts'
import { runActs } from './run-acts.ts'

interface Options extends AccountOptions {
  readonly accessKeyId: string
  readonly expiresAt?: number
  readonly force?: boolean
}

/** `signpost credential rotate`: puts new keys in place of a credential's keys. */
export const credentialRotate = createAccountCommand('rotate', 'swap the keys of a credential')
  .argument('<name>', 'name of the credential')
  .requiredOption('--access-key-id <id>', 'new access key ID', parseBy(keyFields.accessKeyId))
  .option('--expires-at <time>', 'end of the new keys, when they are temporary', parseEnd)
  .option('--force', 'do it even when S3 refuses the new keys')
  .addHelpText('after', secretHelp)
  .action(async (name: string, options: Options) => {
    await runActs(options, async (dependencies, output) => {
      // Before the secret is asked for.
      await requireOwn(name, dependencies)
      const { accessKeyId, expiresAt, force } = options
      const input = { name, accessKeyId, expiresAt, force, ...(await readCredentialSecrets()) }
      const rotated = await rotateCredential.run(input, dependencies)
      const { check, explanation } = rotated
      if (check === 'unknown') output.note(`The new keys were stored unchecked. ${explanation}`)
      output.note(
        'Keep the old keys alive for as long as URLs that they signed are to work; running servers use the new ones within a second.',
      )
      output.result(rotated, `Swapped the keys of ${name}: it signs as ${accessKeyId} now. ${explanation}`)
    })
  })
