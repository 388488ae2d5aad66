import { addCredential, findPresent, requireFreeName } from '../admin/add-credential.ts'
import { keyFields, storeFields, useFields } from '../admin/credential-fields.ts'
import { sourceFields } from '../admin/credential-source.ts'
import { guardDescriptions, openStoreAdvice } from '../core/guarded-headers.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { nameField } from './describe-fields.ts'
import { addJsonInput, type JsonInputOptions, readInput } from './json-input.ts'
import { createDurationOption, createFieldOption, parseEndpoint, parseFuture, parseName } from './option-parsers.ts'
import { formatTime } from './output.ts'
import { readMissingSecrets, secretHelp } from './prompts.ts'
import { runActsOrBegin } from './run-on-state.ts'

type Input = Parameters<typeof addCredential.run>[0]

type Field = 'accessKeyId' | 'expiresAt' | keyof typeof storeFields | keyof typeof sourceFields

interface Options extends AccountOptions, JsonInputOptions, Pick<Input, Field> {
  readonly bucket?: Input['bucketPatterns']
  readonly default?: boolean
  readonly action?: Input['actions']
  readonly session?: Input['sessionSeconds']
  readonly acceptOpenStore?: boolean
  readonly unchecked?: boolean
  readonly ifAbsent?: boolean
}

/** `signpost credential add`: seals an S3 credential in the vault. */
export const credentialAdd = addJsonInput(createAccountCommand('add', 'store an S3 credential, sealed'))
  .argument('<name>', 'name of the credential', parseName)
  .addOption(createFieldOption('--access-key-id <id>', keyFields.accessKeyId))
  .addOption(createFieldOption('--from <source>', sourceFields.from))
  .addOption(createFieldOption('--source <name>', sourceFields.source))
  .addOption(createFieldOption('--external-id <id>', sourceFields.externalId))
  .addOption(createFieldOption('--profile <name>', sourceFields.profile))
  .addOption(
    createDurationOption(
      '--session <duration>',
      'how long each session of the role lasts',
      sourceFields.sessionSeconds,
    ),
  )
  .addOption(createFieldOption('--region <region>', storeFields.region))
  .addOption(createFieldOption('--preset <store>', storeFields.preset))
  .addOption(createFieldOption('--endpoint <url>', storeFields.endpoint).argParser(parseEndpoint))
  .addOption(createFieldOption('--public-endpoint <url>', storeFields.publicEndpoint).argParser(parseEndpoint))
  .addOption(createFieldOption('--addressing <style>', storeFields.addressing))
  .addOption(createFieldOption('--acl-placement <place>', storeFields.aclPlacement))
  .addOption(createFieldOption('--signature-version <version>', storeFields.signatureVersion))
  .option(
    '--expires-at <time>',
    'when a temporary credential expires: a time in the form that AWS prints, 12h or 2027-01-31',
    parseFuture,
  )
  .addOption(createFieldOption('--bucket <pattern>', useFields.bucketPatterns))
  .option('--default', 'sign for every bucket that no pattern covers')
  .addOption(createFieldOption('--action <action>', useFields.actions))
  .option('--accept-open-store', 'sign uploads even if the store obeys unsigned headers')
  .option('--unchecked', 'do not ask the store whether the credential works')
  .option('--if-absent', 'change nothing if a credential of that name exists')
  .addHelpText('after', secretHelp)
  .action(async (name: string, options: Options) => {
    await runActsOrBegin(options, async (dependencies, output) => {
      // The name is checked before the prompt for the secret.
      const present = options.ifAbsent === true ? await findPresent(name, dependencies) : undefined
      if (options.ifAbsent !== true) await requireFreeName(name, dependencies)
      const { json: _, dataDir: __, config: ___, account, jsonInput, ...given } = options
      const { bucket: bucketPatterns, default: isDefault, action: actions, acceptOpenStore, session, ...fields } = given
      const use = { bucketPatterns, isDefault, actions, acceptsOpenStore: acceptOpenStore, sessionSeconds: session }
      // With a key ID, the command prompts for its secret. Without one, the act says what is missing.
      const input = await readInput(options, addCredential, { name, ...fields, ...use } as Input)
      const isAsked = input.accessKeyId !== undefined && present === undefined
      const secrets = isAsked ? await readMissingSecrets(input, options) : {}
      const added = await addCredential.run({ ...input, ...secrets }, dependencies)
      if (!added.isNew) {
        const differences = added.differences?.map(nameField).join(', ')
        if (differences !== undefined) output.note(`It differs from the options in: ${differences}.`)
        output.result(added, `The credential ${name} exists already, and was not changed.`)
        return
      }
      for (const { pattern, credential } of added.sharedPatterns) {
        output.note(`The credential ${credential} has the pattern ${pattern} already, and continues to sign for it.`)
      }
      if (!added.isDefault && added.bucketPatterns.length === 0) {
        output.note(
          `It signs only requests that name it, because another credential is the default. Use --default or --bucket to change this.`,
        )
      }
      if (added.guard === 'open') output.note(`The store ${guardDescriptions.open}. ${openStoreAdvice}`)
      if (added.check === 'unchecked') {
        output.note(
          `The store was not asked whether the credential works: \`signpost credential test ${name}${account === undefined ? '' : ` --account ${account}`}\` asks it.`,
        )
      }
      const buckets = [...added.bucketPatterns, ...(added.isDefault ? ['every other bucket'] : [])].join(', ')
      if (added.renewsAt !== undefined) {
        output.note(`Running gateways renew its keys. The next renewal is at ${formatTime(added.renewsAt)} UTC.`)
      }
      output.result(added, `Stored the credential ${name}. It signs for: ${buckets || 'requests that name it'}`)
    })
  })
