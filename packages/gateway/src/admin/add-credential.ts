import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { areRivals } from '../core/credential-actions.ts'
import { findKnownGuard } from '../core/guarded-headers.ts'
import type { Credential } from '../core/model.ts'
import { sealCredentialSecret } from '../vault/credential-secret.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import { defineAct } from './act.ts'
import { checkCredential } from './check-credential.ts'
import { guardField, keyFields, storeFields, uncheckedField, useFields } from './credential-fields.ts'
import { listMissingKeys, sourceFields, takeKeys } from './credential-source.ts'
import type { Needs } from './dependencies.ts'
import { defineName, defineTime, identityFields } from './fields.ts'
import { describeChange, showCredentialFields, toCredentialTarget } from './record-change.ts'
import { requireGood } from './require-good.ts'
import { resolveStore } from './resolve-store.ts'

/** Seals an S3 credential in the vault. */
export const addCredential = defineAct({
  name: 'add_credential',
  summary: 'Store an S3 credential, sealed',
  role: 'operator',
  effect: 'change',
  confirms: true,
  input: Type.Object({
    name: defineName('Name of the credential'),
    ...keyFields,
    accessKeyId: Type.Optional(keyFields.accessKeyId),
    secretAccessKey: Type.Optional(keyFields.secretAccessKey),
    ...sourceFields,
    ...storeFields,
    ...useFields,
    unchecked: uncheckedField,
    ifAbsent: Type.Optional(Type.Boolean({ description: 'Change nothing if a credential of that name exists' })),
  }),
  result: Type.Object({
    ...identityFields,
    preset: Type.String(),
    endpoint: Type.Union([Type.String(), Type.Null()]),
    bucketPatterns: Type.Array(Type.String()),
    isDefault: Type.Boolean(),
    renewsAt: Type.Optional(defineTime('When its keys are renewed next, if they are renewed automatically')),
    guard: guardField,
    sharedPatterns: Type.Array(Type.Object({ pattern: Type.String(), credential: Type.String() }), {
      description: 'Patterns that an older credential has as well: the older one continues to sign for them',
    }),
    check: Type.Enum(['good', 'unchecked'], {
      description: 'The store’s verdict on the credential; `unchecked` when the store was not asked',
    }),
    explanation: Type.Optional(Type.String({ description: 'What the store says' })),
    isNew: Type.Boolean({ description: 'Whether this call stored it; false when one of that name existed already' }),
    differences: Type.Optional(
      Type.Array(Type.String(), { description: 'Fields in which the existing credential differs from the input' }),
    ),
  }),
  listProblems: listMissingKeys,
  async run(
    input,
    dependencies: Needs<
      | 'credentials'
      | 'accountId'
      | 'ring'
      | 'vault'
      | 'clock'
      | 'newId'
      | 'probe'
      | 'allowPrivateEndpoints'
      | 'allowLoopbackEndpoints'
      | 'fetchKeys'
      | 'allowMachineKeys'
      | 'actor'
    >,
  ) {
    const { credentials, accountId, ring, vault, clock, newId } = dependencies
    const { name, signatureVersion = 'v4', bucketPatterns = [] } = input
    const fields = { ...pickFields(input, storeFields), ...pickFields(input, useFields), name }
    const { endpoint: _, publicEndpoint: __, ...given } = fields
    const present = input.ifAbsent === true ? await findPresent(name, dependencies) : undefined
    if (present !== undefined) return showPresent(present, fields)
    await requireFreeName(name, dependencies)
    const sealingKey = await requireMasterKey(vault, ring)
    const createdAt = clock()
    const store = resolveStore({ ...fields, signatureVersion })
    const identity = { id: newId('cred'), accountId }
    const { keys, secret } = await takeKeys(input, identity, dependencies)
    await checkCredential({ ...given, ...keys, ...store, signatureVersion }, secret, dependencies)
    const stored = (await credentials.list(accountId)).filter(({ isSandbox }) => !isSandbox)
    // The first credential without a bucket of its own would otherwise sign for nothing.
    const isFirst = bucketPatterns.length === 0 && !stored.some((other) => other.isDefault && areRivals(other, given))
    const { isDefault = isFirst } = given
    const own = { signatureVersion, bucketPatterns, isDefault, isSandbox: false, createdAt }
    const sealedSecret = sealCredentialSecret(secret, identity, sealingKey)
    const credential: Credential = { ...given, ...keys, ...store, ...identity, ...own, sealedSecret }
    const { asked, ...tried } = await requireGood(credential, input.unchecked, dependencies)
    const guarded = { ...credential, ...asked }
    const target = toCredentialTarget(credential)
    const change = { act: 'add_credential', target, after: showCredentialFields(credential) }
    if (!(await credentials.insert(guarded, describeChange(change, dependencies)))) throw createNameTakenError(name)
    const { id } = identity
    const { preset, endpoint = null } = store
    const sharedPatterns = bucketPatterns.flatMap((pattern) => findHolder(pattern, stored, given))
    const guard = findKnownGuard(guarded)
    const known = guard === undefined ? {} : { guard }
    const renewed = keys.renewal === undefined ? {} : { renewsAt: keys.renewal.dueAt }
    const shown = { id, name, preset, endpoint, bucketPatterns, isDefault, ...known, sharedPatterns }
    return { ...shown, ...tried, ...renewed, isNew: true }
  },
})

/**
 * Refuses the name of a credential that the account has already. A command calls this before it prompts for the secret.
 * @throws AppError `name_taken`
 */
export async function requireFreeName(
  name: string,
  { credentials, accountId }: Needs<'credentials' | 'accountId'>,
): Promise<void> {
  const holder = await credentials.findByName(accountId, name)
  if (holder?.isSandbox === true) {
    throw new AppError('name_taken', { message: `The name ${name} is the sandbox's; choose another one.` })
  }
  if (holder !== undefined) throw createNameTakenError(name)
}

function createNameTakenError(name: string): AppError {
  return new AppError('name_taken', {
    message: `There is a credential ${name} already; \`signpost credential rotate\` changes its keys.`,
  })
}

/**
 * Finds the credential of a name, for callers that store one only if it is absent. A command calls this before it prompts for the secret.
 * @throws AppError `name_taken` for the sandbox's name
 */
export async function findPresent(
  name: string,
  dependencies: Needs<'credentials' | 'accountId'>,
): Promise<Credential | undefined> {
  const present = await dependencies.credentials.findByName(dependencies.accountId, name)
  if (present?.isSandbox === true) await requireFreeName(name, dependencies)
  return present
}

/** Describes a credential that exists already, with the fields in which it differs from the input. */
function showPresent(present: Credential, given: Partial<Credential>) {
  const { id, name, preset, endpoint = null, bucketPatterns, isDefault } = present
  const isSame = (field: keyof Credential) => JSON.stringify(present[field]) === JSON.stringify(given[field])
  const differences = (Object.keys(given) as (keyof Credential)[]).filter((field) => !isSame(field))
  const shown = { id, name, preset, endpoint, bucketPatterns, isDefault, sharedPatterns: [], isNew: false }
  return { ...shown, check: 'unchecked' as const, ...(differences.length === 0 ? {} : { differences }) }
}

/** Picks the fields of an input that belong to one group. */
function pickFields<Input extends object, Group extends object>(input: Input, group: Group) {
  const picked = Object.entries(input).filter(([name]) => Object.hasOwn(group, name))
  return Object.fromEntries(picked) as Pick<Input, keyof Input & keyof Group>
}

/** Finds the stored credential that signs for a pattern: of two with the same pattern, the older one. */
function findHolder(pattern: string, stored: readonly Credential[], added: Pick<Credential, 'actions'>) {
  const holder = stored.find((one) => one.bucketPatterns.includes(pattern) && areRivals(one, added))
  return holder === undefined ? [] : [{ pattern, credential: holder.name }]
}
