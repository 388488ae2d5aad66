import { Option } from 'commander'
import { newId } from '../core/ids.ts'
import type { AclPlacement, Addressing, Credential, PresetName, SignatureVersion } from '../core/model.ts'
import { presetNames } from '../core/preset.ts'
import { sealCredentialSecret } from '../vault/credential-secret.ts'
import { type AccountOptions, createAccountCommand, parseName } from './common-options.ts'
import {
  checkCredential,
  parseAccessKeyId,
  parseBucketPattern,
  parseEnd,
  parseEndpoint,
  parseRegion,
  readCredentialSecret,
  resolveStore,
  secretHelp,
} from './credential-options.ts'
import type { Output } from './output.ts'
import { runOnState } from './run-on-state.ts'

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
  .requiredOption('--access-key-id <id>', 'access key ID', parseAccessKeyId)
  .requiredOption('--region <region>', 'region, for example eu-central-1; auto where a store has none', parseRegion)
  .addOption(
    new Option('--preset <store>', 'which store it is for, if its endpoint does not tell').choices(presetNames),
  )
  .option('--endpoint <url>', 'origin of an S3-compatible store; without it, AWS', parseEndpoint)
  .option('--public-endpoint <url>', 'origin for the URLs, if clients reach the store by another name', parseEndpoint)
  .addOption(new Option('--addressing <style>', 'bucket in the host name or in the path').choices(['virtual', 'path']))
  .addOption(new Option('--acl-placement <place>', 'where ACLs are signed').choices(['query', 'header']))
  .addOption(
    new Option('--signature-version <version>', 'v2 only for a store that needs it')
      .choices(['v4', 'v2'])
      .default('v4'),
  )
  .option('--expires-at <time>', 'end of a temporary credential', parseEnd)
  .option('--bucket <pattern>', 'sign for this bucket, or for those with this prefix* (repeatable)', parseBucketPattern)
  .option('--default', 'sign for every bucket that no pattern covers')
  .addHelpText('after', secretHelp)
  .action(async (name: string, options: Options) => {
    await runOnState(options, async ({ database, ring, account, config }, output) => {
      const stored = await database.credentials.list(account.id)
      checkNameIsFree(stored, name)
      const facts = { ...pickFacts(options), ...resolveStore(options) }
      const secret = await readCredentialSecret(options.expiresAt)
      await checkCredential(facts, secret, config)
      const bucketPatterns = options.bucket ?? []
      const hasDefault = stored.some((credential) => credential.isDefault && !credential.isSandbox)
      // The first credential without a bucket of its own would otherwise sign for nothing.
      const isDefault = options.default === true || (!hasDefault && bucketPatterns.length === 0)
      const identity = { id: newId('cred'), accountId: account.id }
      const sealedSecret = sealCredentialSecret(secret, identity, ring)
      const own = { name, bucketPatterns, isDefault, isSandbox: false, createdAt: Date.now() }
      const inserted = await database.credentials.insert({ ...identity, ...facts, ...own, sealedSecret })
      if (!inserted) throw createNameTakenError(name)
      for (const pattern of bucketPatterns) noteSharedPattern(pattern, stored, output)
      if (!isDefault && bucketPatterns.length === 0) {
        output.note(
          `It signs only where it is asked for by name: another credential is the default. Use --default or --bucket.`,
        )
      }
      const use = [...bucketPatterns, ...(isDefault ? ['every other bucket'] : [])].join(', ')
      output.result(
        { id: identity.id, name, preset: facts.preset, endpoint: facts.endpoint ?? null, bucketPatterns, isDefault },
        `Stored the credential ${name}. It signs for: ${use || 'what asks for it by name'}`,
      )
    })
  })

/** The facts that the options give as they are. */
function pickFacts({ accessKeyId, region, signatureVersion, ...options }: Options) {
  return {
    accessKeyId,
    region,
    signatureVersion,
    ...(options.publicEndpoint === undefined ? {} : { publicEndpoint: options.publicEndpoint }),
    ...(options.addressing === undefined ? {} : { addressing: options.addressing }),
    ...(options.aclPlacement === undefined ? {} : { aclPlacement: options.aclPlacement }),
    ...(options.expiresAt === undefined ? {} : { expiresAt: options.expiresAt }),
  }
}

/** Of two credentials with the same pattern the older one signs. */
function noteSharedPattern(pattern: string, stored: readonly Credential[], output: Output): void {
  const holder = stored.find(({ bucketPatterns, isSandbox }) => !isSandbox && bucketPatterns.includes(pattern))
  if (holder !== undefined)
    output.note(`${holder.name} has the pattern ${pattern} already, and goes on signing for it.`)
}

function checkNameIsFree(stored: readonly Credential[], name: string): void {
  const holder = stored.find((credential) => credential.name === name)
  if (holder?.isSandbox === true) throw new Error(`The name ${name} is the sandbox's; choose another one`)
  if (holder !== undefined) throw createNameTakenError(name)
}

function createNameTakenError(name: string): Error {
  return new Error(`There is a credential ${name} already; \`signpost credential rotate\` changes its keys`)
}
