import { Type } from 'typebox'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { defineText } from '../core/define-text.ts'
import type { Credential, CredentialSource } from '../core/model.ts'
import type { Secret } from '../core/secret.ts'
import type { CredentialSecret } from '../vault/credential-secret.ts'
import { describeKeyFailure } from '../vault/describe-key-failure.ts'
import { describeSource } from '../vault/describe-renewal.ts'
import { chooseRenewalTime, fetchCredentialKeys, type RenewingCredential } from '../vault/renew-credential.ts'
import { toSecret } from './check-credential.ts'
import { createFieldError, createInputError } from './check-input.ts'
import { findCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'

const rolePrefix = 'assume-role:'
// IAM Reference, "IAM identifiers". Stores that have their own STS omit the account, or put a name there.
const rolePattern = /^arn:[a-z-]+:iam::[\w-]*:role\/[\w+=,.@/-]{1,512}$/
const machineSources = ['instance', 'container', 'web-identity', 'profile'] as const
type MachineSource = (typeof machineSources)[number]

/** The source that a credential gets its keys from, if they are renewed automatically. */
export const sourceFields = {
  from: Type.Optional(
    defineText(
      {
        description:
          'The source that its keys are fetched from, and renewed from automatically: instance, container, web-identity, profile, assume-role:ARN',
      },
      (text) =>
        isMachineSource(text) || (text.startsWith(rolePrefix) && rolePattern.test(text.slice(rolePrefix.length)))
          ? undefined
          : 'must be instance, container, web-identity, profile, or assume-role: and the ARN of a role (assume-role:arn:aws:iam::123456789012:role/NAME)',
    ),
  ),
  source: Type.Optional(defineName('The stored credential that assumes the role')),
  externalId: Type.Optional(
    Type.String({
      description: 'External id that the role requires',
      pattern: '^[\\w+=,.@:/-]{2,1224}$',
      'x-rule': 'must have 2 to 1224 letters, digits and +=,.@:/_-',
    }),
  ),
  profile: Type.Optional(
    Type.String({
      description: 'Profile in the AWS configuration files; by default the one named default',
      pattern: '^[^\\x00-\\x1f\\[\\]]{1,128}$',
      'x-rule': 'must be the name of a profile, without brackets',
    }),
  ),
  sessionSeconds: Type.Optional(
    Type.Integer({ description: 'How long each session of the role lasts', minimum: 900, maximum: 43_200 }),
  ),
}

type SourceField = Exclude<keyof typeof sourceFields, 'from'>

/** The fields that each source accepts. */
const takenFields: Readonly<Record<CredentialSource['from'], readonly SourceField[]>> = {
  instance: [],
  container: [],
  'web-identity': ['sessionSeconds'],
  profile: ['profile'],
  'assume-role': ['source', 'externalId', 'sessionSeconds'],
}

/** The fields of an input that say which keys to store. */
export interface KeyInput {
  readonly name: string
  readonly region: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: Secret
  readonly sessionToken?: Secret
  readonly expiresAt?: number
  readonly from?: string
  readonly source?: string
  readonly externalId?: string
  readonly profile?: string
  readonly sessionSeconds?: number
}

/** Keys to store, and the part of them to seal. */
interface TakenKeys {
  readonly keys: Pick<Credential, 'accessKeyId' | 'expiresAt' | 'source' | 'renewal'>
  readonly secret: CredentialSecret
}

type Dependencies = Needs<'credentials' | 'accountId' | 'ring' | 'clock' | 'fetchKeys' | 'allowMachineKeys'>

/**
 * Returns the keys in an input, or fetches the first keys from its source.
 * @throws AppError `invalid_request`; `credential_not_found` if the credential that assumes the role does not exist;
 * `keys_unavailable` if the source returns no keys
 */
export async function takeKeys(
  input: KeyInput,
  identity: Pick<Credential, 'id' | 'accountId'>,
  dependencies: Dependencies,
): Promise<TakenKeys> {
  const source = await readSource(input, dependencies)
  const now = dependencies.clock()
  if (source === undefined) {
    const { accessKeyId, secretAccessKey, expiresAt } = input
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      throw createFieldError('secretAccessKey', 'is required: the secret of the access key')
    }
    const secret = toSecret({ ...input, secretAccessKey }, now)
    return { keys: { accessKeyId, ...(expiresAt === undefined ? {} : { expiresAt }) }, secret }
  }
  const { accessKeyId, secret, expiresAt } = await fetchFirst(
    { ...identity, region: input.region, source },
    dependencies,
  )
  const renewal = { dueAt: chooseRenewalTime(expiresAt, now, 0) }
  return { keys: { accessKeyId, ...(expiresAt === undefined ? {} : { expiresAt }), source, renewal }, secret }
}

async function fetchFirst(credential: RenewingCredential, dependencies: Dependencies) {
  try {
    return await fetchCredentialKeys(credential, dependencies)
  } catch (cause) {
    const message = `Nothing was stored: ${describeSource(credential.source)} returns no keys. ${describeKeyFailure(cause)}`
    throw new AppError('keys_unavailable', { message, cause })
  }
}

const keyNames = ['accessKeyId', 'secretAccessKey', 'sessionToken', 'expiresAt'] as const
const sourceNames = ['source', 'externalId', 'profile', 'sessionSeconds'] as const

/** Lists the problems of an input's keys and source that the input alone shows. */
export function listSourceProblems(
  input: Partial<Readonly<Record<(typeof keyNames)[number] | (typeof sourceNames)[number] | 'from', unknown>>>,
): ErrorDetail[] {
  const { from } = input
  const given = sourceNames.filter((field) => input[field] !== undefined)
  if (from === undefined) {
    return given.map((field) => toDetail(field, 'goes with `from`: keys in the input are not renewed automatically'))
  }
  const kind = readKind(String(from))
  const keys = keyNames.filter((field) => input[field] !== undefined)
  const strange = given.filter((field) => !takenFields[kind].includes(field))
  const isBaseMissing = kind === 'assume-role' && input.source === undefined
  return [
    ...keys.map((field) => toDetail(field, 'must be absent: with `from` the keys come from that source')),
    ...strange.map((field) => toDetail(field, `does not go with ${kind}`)),
    ...(isBaseMissing ? [toDetail('source', baseRule)] : []),
  ]
}

const baseRule =
  'is required: the stored credential that assumes the role. If this machine’s role assumes it, first store a credential for the machine’s role (`from` instance, container or web-identity)'

function readKind(from: string): CredentialSource['from'] {
  return isMachineSource(from) ? from : 'assume-role'
}

async function readSource(input: KeyInput, dependencies: Dependencies): Promise<CredentialSource | undefined> {
  const { from, name, source, externalId, profile, sessionSeconds } = input
  const problems = listSourceProblems(input)
  if (problems.length > 0) throw createInputError(problems)
  if (from === undefined) return undefined
  const kind = readKind(from)
  const session = sessionSeconds === undefined ? {} : { sessionSeconds }
  if (kind === 'assume-role') {
    const { id: credentialId } = await findBase(name, source, dependencies)
    const external = externalId === undefined ? {} : { externalId }
    return { from: kind, roleArn: from.slice(rolePrefix.length), credentialId, ...external, ...session }
  }
  // The machine serves all accounts. An administrator of one account must neither sign with the machine's rights nor read its files.
  if (!dependencies.allowMachineKeys) {
    throw createFieldError(
      'from',
      `must not be ${kind}: only the owner of the installation may give a credential the machine's own role`,
    )
  }
  if (kind === 'profile') return { from: kind, ...(profile === undefined ? {} : { profile }) }
  return kind === 'web-identity' ? { from: kind, ...session } : { from: kind }
}

/** Finds the credential that assumes a role. It must be stored already, so sources cannot form a cycle. */
async function findBase(name: string, source = '', dependencies: Dependencies): Promise<Credential> {
  if (source === name)
    throw createFieldError('source', 'must be another credential: a credential cannot assume its own role')
  const base = await findCredential(source, dependencies)
  if (base.isSandbox) throw createFieldError('source', "must not be the sandbox's: no role trusts it")
  return base
}

function isMachineSource(text: string): text is MachineSource {
  return (machineSources as readonly string[]).includes(text)
}

/** Lists the problem of an input that has neither keys nor a source. */
export function listMissingKeys({ accessKeyId, from }: Partial<KeyInput>): ErrorDetail[] {
  if (accessKeyId !== undefined || from !== undefined) return []
  return [toDetail('accessKeyId', 'is required, with its secret; or `from`, for keys that are renewed automatically')]
}

function toDetail(parameter: string, rule: string): ErrorDetail {
  return { parameter, message: `\`${parameter}\` ${rule}` }
}
