import { Option } from 'commander'
import { addCredential, requireFreeName } from '../admin/add-credential.ts'
import { keyFields, storeFields, useFields } from '../admin/credential-fields.ts'
import type { AclPlacement, Addressing, PresetName, SignatureVersion } from '../core/model.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { parseEnd, parseEndpoint, readCredentialSecrets, secretHelp } from './credential-options.ts'
import { collectBy, parseBy, parseName } from './field-parsers.ts'
import { runActs } from './run-acts.ts'

interface Options extends AccountOptions {
  readonly accessKeyId: string
  readonly region: string
  readonly preset?: PresetName
  readonly endpoint?: string
  readonly publicEndpoint?: string
  readonly addressing?: Addressing
  readonly aclPlacement?: AclPlacement
  readonly signatureVersion: SignatureVersion
  readonly expiresAt?: number
  readonly bucket?: readonly string[]
  readonly default?: boolean
}

/** `signpost credential add`: seals an S3 credential in the vault. */
export const credentialAdd = createAccountCommand('add', 'store an S3 credential, sealed')
  .argument('<name>', 'name of the credential', parseName)
  .requiredOption('--access-key-id <id>', 'access key ID', parseBy(keyFields.accessKeyId))
  .requiredOption(
    '--region <region>',
    'region, for example eu-central-1; auto where a store has none',
    parseBy(storeFields.region),
  )
  .addOption(
    new Option('--preset <store>', 'which store it is for, if its endpoint does not tell').choices(
      storeFields.preset.enum,
    ),
  )
  .option('--endpoint <url>', 'origin of an S3-compatible store; without it, AWS', parseEndpoint)
  .option('--public-endpoint <url>', 'origin for the URLs, if clients reach the store by another name', parseEndpoint)
  .addOption(
    new Option('--addressing <style>', 'bucket in the host name or in the path').choices(storeFields.addressing.enum),
  )
  .addOption(new Option('--acl-placement <place>', 'where ACLs are signed').choices(storeFields.aclPlacement.enum))
  .addOption(
    new Option('--signature-version <version>', 'v2 only for a store that needs it')
      .choices(storeFields.signatureVersion.enum)
      .default('v4'),
  )
  .option('--expires-at <time>', 'end of a temporary credential', parseEnd)
  .option(
    '--bucket <pattern>',
    'sign for this bucket, or for those with this prefix* (repeatable)',
    collectBy(useFields.bucketPatterns.items),
  )
  .option('--default', 'sign for every bucket that no pattern covers')
  .addHelpText('after', secretHelp)
  .action(async (name: string, options: Options) => {
    await runActs(options, async (dependencies, output) => {
      // Before the secret is asked for.
      await requireFreeName(name, dependencies)
      const { json: _, dataDir: __, config: ___, account: ____, bucket, default: isDefault, ...fields } = options
      const input = { name, ...fields, bucketPatterns: bucket, isDefault, ...(await readCredentialSecrets()) }
      const added = await addCredential.run(input, dependencies)
      for (const { pattern, credential } of added.sharedPatterns) {
        output.note(`${credential} has the pattern ${pattern} already, and goes on signing for it.`)
      }
      if (!added.isDefault && added.bucketPatterns.length === 0) {
        output.note(
          `It signs only where it is asked for by name: another credential is the default. Use --default or --bucket.`,
        )
      }
      const use = [...added.bucketPatterns, ...(added.isDefault ? ['every other bucket'] : [])].join(', ')
      output.result(added, `Stored the credential ${name}. It signs for: ${use || 'what asks for it by name'}`)
    })
  })
