import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { sealCredentialSecret } from '../vault/credential-secret.ts'
import { describeSource } from '../vault/describe-renewal.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import { defineAct } from './act.ts'
import { checkCredential, toSecret } from './check-credential.ts'
import { keyFields } from './credential-fields.ts'
import { createNotFoundError, findCredential, findOwnBucket } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName, identityFields } from './fields.ts'
import { describeChange, showCredentialFields, toCredentialTarget } from './record-change.ts'

/**
 * Replaces the keys of a credential. Running servers switch to the new keys within 2 seconds. Until then they sign with the old
 * keys, which still work.
 */
export const rotateCredential = defineAct({
  name: 'rotate_credential',
  summary: 'Replace the keys of a credential',
  role: 'operator',
  effect: 'destroy',
  confirms: true,
  input: Type.Object({
    name: defineName('Name of the credential'),
    ...keyFields,
    unchecked: Type.Optional(
      Type.Boolean({ description: 'Replace the keys even if S3 does not say whether it accepts the new ones' }),
    ),
    force: Type.Optional(Type.Boolean({ description: 'Replace the keys even if S3 refuses the new ones' })),
  }),
  result: Type.Object({
    ...identityFields,
    accessKeyId: Type.String(),
    check: Type.Enum(['good', 'refused', 'unknown'], { description: 'What S3 says about the new keys' }),
    explanation: Type.String(),
  }),
  async run(
    { name, accessKeyId, force, unchecked = force, ...input },
    dependencies: Needs<
      | 'credentials'
      | 'accountId'
      | 'ring'
      | 'vault'
      | 'clock'
      | 'probe'
      | 'allowPrivateEndpoints'
      | 'allowLoopbackEndpoints'
      | 'actor'
    >,
  ) {
    const { credentials, accountId, ring, vault, clock, probe } = dependencies
    const stored = await requireOwn(name, dependencies)
    const sealingKey = await requireMasterKey(vault, ring)
    const secret = toSecret(input, clock())
    const { expiresAt } = input
    const sealedSecret = sealCredentialSecret(secret, stored, sealingKey)
    const keys: Keys = { accessKeyId, sealedSecret, ...(expiresAt === undefined ? {} : { expiresAt }) }
    const rotated = replaceKeys(stored, keys)
    await checkCredential(rotated, secret, dependencies, stored)
    const { status, explanation, guard } = await probe(createSigningCredential(rotated, ring), findOwnBucket(stored))
    if (status === 'refused' && force !== true) {
      throw new AppError('credential_refused', {
        message: `Nothing was changed. ${explanation} (\`force\` replaces the keys anyway.)`,
      })
    }
    if (status === 'unknown' && unchecked !== true) {
      throw new AppError('credential_unchecked', {
        message: `Nothing was changed. ${explanation} (\`unchecked\` replaces the keys anyway.)`,
      })
    }
    // Read again, because another credential may have become the default meanwhile.
    const current = await credentials.findByName(accountId, name)
    if (current?.id !== stored.id) throw createNotFoundError(name)
    const asked = guard === undefined ? {} : { guard: { kind: guard, askedAt: clock() } }
    const changed = { ...replaceKeys(current, keys), ...asked }
    const [before, after] = [showCredentialFields(current), showCredentialFields(changed)]
    const change = { act: 'rotate_credential', target: toCredentialTarget(current), before, after }
    if (!(await credentials.update(changed, describeChange(change, dependencies)))) throw createNotFoundError(name)
    return { id: stored.id, name, accessKeyId, check: status, explanation }
  },
})

/**
 * Finds the account's credential of a name, and checks that its keys can be replaced. A command calls this before it prompts for the
 * secret.
 * @throws AppError `credential_not_found`; `not_changeable` for the sandbox's credential, and for one whose keys come from a source
 */
export async function requireOwn(name: string, dependencies: Needs<'credentials' | 'accountId'>): Promise<Credential> {
  const credential = await findCredential(name, dependencies)
  if (credential.isSandbox)
    throw new AppError('not_changeable', { message: 'The keys of the sandbox cannot be changed.' })
  if (credential.source === undefined) return credential
  throw new AppError('not_changeable', {
    message: `The keys of the credential ${name} are renewed from ${describeSource(credential.source)}, so they cannot be replaced by hand: running gateways fetch whatever keys the source has. To use other keys, store another credential and remove this one.`,
  })
}

/** The fields that a rotation changes. Without `expiresAt` the new keys have no end. */
type Keys = Pick<Credential, 'accessKeyId' | 'sealedSecret' | 'expiresAt'>

function replaceKeys({ expiresAt: _, ...kept }: Credential, keys: Keys): Credential {
  return { ...kept, ...keys }
}
