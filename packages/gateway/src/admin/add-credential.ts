import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { areRivals } from '../core/credential-actions.ts'
import { findKnownGuard } from '../core/guarded-headers.ts'
import type { Credential, StoreGuard } from '../core/model.ts'
import { readEndpoint } from '../core/read-endpoint.ts'
import { sealCredentialSecret } from '../vault/credential-secret.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import { defineAct } from './act.ts'
import { checkCredential } from './check-credential.ts'
import { createFieldError } from './check-input.ts'
import { guardField, keyFields, storeFields, useFields } from './credential-fields.ts'
import { sourceFields, takeKeys } from './credential-source.ts'
import type { Needs } from './dependencies.ts'
import { defineName, defineTime, identityFields } from './fields.ts'
import type { CredentialReport } from './probe-credential.ts'
import { describeChange, showCredentialFields, toCredentialTarget } from './record-change.ts'
import { resolveStore } from './resolve-store.ts'

/** Seals an S3 credential in the vault. */
export const addCredential = defineAct({
  name: 'add_credential',
  summary: 'Store an S3 credential, sealed',
  role: 'operator',
  effect: 'change',
  input: Type.Object({
    name: defineName('Name of the credential'),
    ...keyFields,
    accessKeyId: Type.Optional(keyFields.accessKeyId),
    secretAccessKey: Type.Optional(keyFields.secretAccessKey),
    ...sourceFields,
    ...storeFields,
    ...useFields,
  }),
  result: Type.Object({
    ...identityFields,
    preset: Type.String(),
    endpoint: Type.Union([Type.String(), Type.Null()]),
    bucketPatterns: Type.Array(Type.String()),
    isDefault: Type.Boolean(),
    renewsAt: Type.Optional(defineTime('When its keys are renewed next, if they renew themselves')),
    guard: guardField,
    sharedPatterns: Type.Array(Type.Object({ pattern: Type.String(), credential: Type.String() }), {
      description: 'Patterns that an older credential has, too: that one goes on signing for them',
    }),
    check: Type.Enum(['good', 'refused', 'unknown', 'untried'], {
      description: 'What the store says of the credential; `untried` where its endpoint is known to be one',
    }),
    explanation: Type.Optional(Type.String({ description: 'What the store says, and what to do about it' })),
  }),
  async run(
    input,
    dependencies: Needs<
      | 'credentials'
      | 'accountId'
      | 'ring'
      | 'clock'
      | 'newId'
      | 'probe'
      | 'allowPrivateEndpoints'
      | 'fetchKeys'
      | 'allowMachineKeys'
      | 'actor'
    >,
  ) {
    const { credentials, accountId, ring, clock, newId } = dependencies
    const { name, signatureVersion = 'v4', bucketPatterns = [] } = input
    const fields = { ...pickFields(input, storeFields), ...pickFields(input, useFields), name }
    const { endpoint: _, publicEndpoint: __, ...given } = fields
    await requireFreeName(name, dependencies)
    const createdAt = clock()
    const store = resolveStore({ ...fields, signatureVersion })
    const identity = { id: newId('cred'), accountId }
    const { keys, secret } = await takeKeys(input, identity, dependencies)
    await checkCredential({ ...given, ...keys, ...store, signatureVersion }, secret, dependencies)
    const stored = (await credentials.list(accountId)).filter(({ isSandbox }) => !isSandbox)
    // The first credential without a bucket of its own would otherwise sign for nothing.
    const isFirst = bucketPatterns.length === 0 && !stored.some((other) => other.isDefault && areRivals(other, given))
    const isDefault = given.isDefault === true || isFirst
    const own = { signatureVersion, bucketPatterns, isDefault, isSandbox: false, createdAt }
    const sealedSecret = sealCredentialSecret(secret, identity, ring)
    const credential: Credential = { ...given, ...keys, ...store, ...identity, ...own, sealedSecret }
    const { asked, ...tried } = await tryEndpoint(credential, dependencies)
    const guarded = { ...credential, ...(asked === undefined ? {} : { guard: asked }) }
    const target = toCredentialTarget(credential)
    const change = { act: 'add_credential', target, after: showCredentialFields(credential) }
    if (!(await credentials.insert(guarded, describeChange(change, dependencies)))) throw createNameTakenError(name)
    const { id } = identity
    const { preset, endpoint = null } = store
    const sharedPatterns = bucketPatterns.flatMap((pattern) => findHolder(pattern, stored, given))
    const guard = findKnownGuard(guarded)
    const known = guard === undefined ? {} : { guard }
    const renewed = keys.renewal === undefined ? {} : { renewsAt: keys.renewal.dueAt }
    return { id, name, preset, endpoint, bucketPatterns, isDefault, ...known, sharedPatterns, ...tried, ...renewed }
  },
})

/**
 * Refuses a name that the account has already. A command asks before it asks for the secret.
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
 * Asks a store that is known by no name whether its endpoint is one, and how it is guarded. What it says of the keys does not keep them from being
 * stored: that can be put right later.
 * @throws AppError `invalid_request` when the endpoint is the address of a bucket
 */
async function tryEndpoint(
  credential: Credential,
  { ring, probe, clock }: Needs<'ring' | 'probe' | 'clock'>,
): Promise<{ check: CredentialReport['status'] | 'untried'; explanation?: string; asked?: StoreGuard }> {
  const { endpoint } = credential
  if (endpoint === undefined || readEndpoint(endpoint).kind === 'own') return { check: 'untried' }
  const report = await probe(createSigningCredential(credential, ring), undefined)
  if (report.endpointProblem !== undefined) throw createFieldError('endpoint', report.endpointProblem)
  const { guard, status, explanation } = report
  return { check: status, explanation, ...(guard === undefined ? {} : { asked: { kind: guard, askedAt: clock() } }) }
}

/** The fields of an input that are of one group. */
function pickFields<Input extends object, Group extends object>(input: Input, group: Group) {
  const picked = Object.entries(input).filter(([name]) => Object.hasOwn(group, name))
  return Object.fromEntries(picked) as Pick<Input, keyof Input & keyof Group>
}

/** Of two credentials with the same pattern the older one signs. */
function findHolder(pattern: string, stored: readonly Credential[], added: Pick<Credential, 'actions'>) {
  const holder = stored.find((one) => one.bucketPatterns.includes(pattern) && areRivals(one, added))
  return holder === undefined ? [] : [{ pattern, credential: holder.name }]
}
