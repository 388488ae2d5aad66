import { createPresigner, findEndpointProblem, findRegionProblem } from '@signpost/presign'
import { InvalidArgumentError, Option } from 'commander'
import type { Config } from '../config/config-schema.ts'
import { newId } from '../core/ids.ts'
import type { Addressing, SignatureVersion } from '../core/model.ts'
import type { Secret } from '../core/secret.ts'
import { findEndpointAddressProblem } from '../s3/endpoint-address.ts'
import { sealCredentialSecret } from '../vault/credential-secret.ts'
import { type CommonOptions, collect, createCommand, parseName } from './common-options.ts'
import { readSecret } from './read-secret.ts'
import { runOnState } from './run-on-state.ts'

interface Options extends CommonOptions {
  readonly accessKeyId: string
  readonly region: string
  readonly endpoint?: string
  readonly addressing?: Addressing
  readonly signatureVersion: SignatureVersion
  readonly bucket?: readonly string[]
  readonly default?: boolean
}

const secretVariable = 'SIGNPOST_SECRET_ACCESS_KEY'

/** `signpost credential add`: seals an S3 credential in the vault. */
export const credentialAdd = createCommand('add', 'store an S3 credential, sealed')
  .argument('<name>', 'name of the credential', parseName)
  .requiredOption('--access-key-id <id>', 'access key ID', parseAccessKeyId)
  .requiredOption('--region <region>', 'region, for example eu-central-1', parseRegion)
  .option('--endpoint <url>', 'origin of an S3-compatible store; without it, AWS', parseEndpoint)
  .addOption(new Option('--addressing <style>', 'bucket in the host name or in the path').choices(['virtual', 'path']))
  .addOption(
    new Option('--signature-version <version>', 'v2 only for a store that needs it')
      .choices(['v4', 'v2'])
      .default('v4'),
  )
  .option('--bucket <pattern>', 'sign for this bucket, or for those with this prefix* (repeatable)', parseBucketPattern)
  .option('--default', 'sign for every bucket that no pattern covers')
  .addHelpText('after', `\nThe secret access key comes from ${secretVariable}, from standard input, or from a prompt.`)
  .action(async (name: string, options: Options) => {
    await runOnState(options, async ({ store, ring, account, config }, output) => {
      const stored = await store.credentials.list(account.id)
      if (stored.some((credential) => credential.name === name && !credential.isSandbox)) throw nameTaken(name)
      const sandbox = stored.find((credential) => credential.name === name)
      if (sandbox !== undefined) throw new Error(`The name ${name} is the sandbox's; choose another one`)
      if (options.endpoint !== undefined) await checkEndpointAddress(options.endpoint, config)
      const secretAccessKey = await readSecret(secretVariable, 'Secret access key')
      checkSigning(options, secretAccessKey)
      const bucketPatterns = options.bucket ?? []
      const hasDefault = stored.some((credential) => credential.isDefault && !credential.isSandbox)
      // The first credential without a bucket of its own would otherwise sign for nothing.
      const isDefault = options.default === true || (!hasDefault && bucketPatterns.length === 0)
      const id = newId('cred')
      const inserted = await store.credentials.insert({
        id,
        accountId: account.id,
        name,
        accessKeyId: options.accessKeyId,
        sealedSecret: sealCredentialSecret({ secretAccessKey }, { accountId: account.id, id }, ring),
        region: options.region,
        ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
        ...(options.addressing === undefined ? {} : { addressing: options.addressing }),
        signatureVersion: options.signatureVersion,
        bucketPatterns,
        isDefault,
        isSandbox: false,
        createdAt: Date.now(),
      })
      if (!inserted) throw nameTaken(name)
      if (!isDefault && bucketPatterns.length === 0) {
        output.note('It signs for no bucket yet: another credential is the default. Use --default or --bucket.')
      }
      const use = [...bucketPatterns, ...(isDefault ? ['every other bucket'] : [])].join(', ')
      output.result(
        { id, name, bucketPatterns, isDefault },
        `Stored the credential ${name}. It signs for: ${use || 'nothing'}`,
      )
    })
  })

async function checkEndpointAddress(endpoint: string, { allowPrivateEndpoints }: Config): Promise<void> {
  const problem = await findEndpointAddressProblem(endpoint, { allowPrivate: allowPrivateEndpoints })
  if (problem !== undefined) throw new Error(`The endpoint ${problem}`)
}

/** What the presigner would refuse later is refused now. */
function checkSigning({ accessKeyId, region, endpoint, signatureVersion }: Options, secretAccessKey: Secret): void {
  createPresigner({
    credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal() },
    region,
    signatureVersion,
    ...(endpoint === undefined ? {} : { endpoint }),
  })
}

function nameTaken(name: string): Error {
  return new Error(`There is a credential ${name} already; remove it first, or choose another name`)
}

function parseAccessKeyId(text: string): string {
  if (!/^[\x21-\x2e\x30-\x7e]{1,128}$/.test(text)) {
    throw new InvalidArgumentError('An access key ID has 1 to 128 printable characters, no space and no slash.')
  }
  return text
}

function parseRegion(text: string): string {
  const problem = findRegionProblem(text)
  if (problem !== undefined) throw new InvalidArgumentError(`The region ${problem}.`)
  return text
}

function parseEndpoint(text: string): string {
  const endpoint = text.replace(/\/$/, '')
  const problem = findEndpointProblem(endpoint)
  if (problem !== undefined) throw new InvalidArgumentError(`The endpoint ${problem}.`)
  return endpoint
}

function parseBucketPattern(text: string, former?: readonly string[]): string[] {
  if (!/^[a-z0-9][a-z0-9.-]{0,62}\*?$/.test(text)) {
    throw new InvalidArgumentError('Write the name of a bucket, or the beginning of names with a * at its end.')
  }
  return collect(text, former)
}
