import { storeFields, useFields } from '../admin/credential-fields.ts'
import { setCredential } from '../admin/set-credential.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { reportChanges } from './describe-fields.ts'
import { addJsonInput, type JsonInputOptions, readInput } from './json-input.ts'
import { createFieldOption, parseEndpoint, splitRemovals } from './option-parsers.ts'
import { runActs } from './run-on-state.ts'

type Input = Parameters<typeof setCredential.run>[0]

/** An option is false if its `--no-…` is set. */
type Removable<Value> = Exclude<Value, undefined> | false

interface Options extends AccountOptions, JsonInputOptions {
  readonly region?: Input['region']
  readonly preset?: Input['preset']
  readonly endpoint?: Removable<Input['endpoint']>
  readonly publicEndpoint?: Removable<Input['publicEndpoint']>
  readonly addressing?: Removable<Input['addressing']>
  readonly aclPlacement?: Removable<Input['aclPlacement']>
  readonly signatureVersion?: Input['signatureVersion']
  readonly bucket?: Removable<Input['bucketPatterns']>
  readonly action?: Removable<Input['actions']>
  readonly default?: boolean
  readonly acceptOpenStore?: boolean
  readonly unchecked?: boolean
}

/** `signpost credential set`: changes the store of a credential, or what it signs for. */
export const credentialSet = addJsonInput(
  createAccountCommand('set', 'change the store of a credential, or what it signs for'),
)
  .argument('<name>', 'name of the credential')
  .addOption(createFieldOption('--region <region>', storeFields.region))
  .addOption(createFieldOption('--preset <store>', storeFields.preset))
  .addOption(createFieldOption('--endpoint <url>', storeFields.endpoint).argParser(parseEndpoint))
  .option('--no-endpoint', 'use the endpoint of the preset; if it has none, AWS')
  .addOption(createFieldOption('--public-endpoint <url>', storeFields.publicEndpoint).argParser(parseEndpoint))
  .option('--no-public-endpoint', 'use the endpoint for the URLs')
  .addOption(createFieldOption('--addressing <style>', storeFields.addressing))
  .option('--no-addressing', 'use the style of the preset')
  .addOption(createFieldOption('--acl-placement <place>', storeFields.aclPlacement))
  .option('--no-acl-placement', 'use the placement of the preset')
  .addOption(createFieldOption('--signature-version <version>', storeFields.signatureVersion).default(undefined))
  .addOption(createFieldOption('--bucket <pattern>', useFields.bucketPatterns))
  .option('--no-bucket', 'remove its buckets')
  .addOption(createFieldOption('--action <action>', useFields.actions))
  .option('--no-action', 'sign for every action')
  .option('--default', 'sign for every bucket that no pattern covers')
  .option('--no-default', 'stop being the default')
  .option('--accept-open-store', 'sign uploads even if the store obeys unsigned headers')
  .option('--no-accept-open-store', 'sign no uploads if it does')
  .option('--unchecked', 'do not ask the store whether the credential works there')
  .addHelpText(
    'after',
    '\nA list replaces the stored list. Fields without an option stay as they are. `signpost credential rotate` replaces the keys and their expiry.',
  )
  .action(async (name: string, options: Options) => {
    await runActs(options, async (dependencies, output) => {
      const { region, preset, endpoint, publicEndpoint, addressing, aclPlacement, signatureVersion } = options
      const { bucket, action, default: isDefault, acceptOpenStore, unchecked } = options
      const removable = { endpoint, publicEndpoint, addressing, aclPlacement, bucketPatterns: bucket, actions: action }
      const use = { isDefault, acceptsOpenStore: acceptOpenStore, unchecked }
      const given = { name, region, preset, signatureVersion, ...use, ...splitRemovals(removable) }
      const result = await setCredential.run(await readInput(options, setCredential, given as Input), dependencies)
      const { changes, explanation } = result
      if (changes.some(({ field, to }) => field === 'acceptsOpenStore' && to === true)) {
        output.note(
          'If its store obeys unsigned headers, any client that may upload with this credential can now read and publish every object that it can read.',
        )
      }
      const text = reportChanges(`the credential ${name}`, changes)
      output.result(result, explanation === undefined ? text : `${text}\n${explanation}`)
    })
  })
