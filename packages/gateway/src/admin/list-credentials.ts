import { Type } from 'typebox'
import { findKnownGuard } from '../core/guarded-headers.ts'
import type { Credential } from '../core/model.ts'
import { presetNames } from '../core/preset.ts'
import { findSecretProblem } from '../vault/credential-secret.ts'
import { describeRenewal } from '../vault/describe-renewal.ts'
import type { VaultErrorCode } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { defineAct } from './act.ts'
import { examinationFields, guardField, keyFields, storeFields, useFields } from './credential-fields.ts'
import { sourceFields } from './credential-source.ts'
import type { Needs } from './dependencies.ts'
import { defineTime, identityFields } from './fields.ts'
import { listFields, nextCursorField, readPage } from './page.ts'

/** A credential as the acts show it. */
export const credentialRecord = Type.Object({
  ...identityFields,
  ...storeFields,
  preset: Type.Enum([...presetNames]),
  signatureVersion: Type.Enum(['v4', 'v2']),
  accessKeyId: Type.String(),
  bucketPatterns: Type.Array(Type.String()),
  isDefault: Type.Boolean(),
  actions: useFields.actions,
  acceptsOpenStore: useFields.acceptsOpenStore,
  guard: guardField,
  guardAskedAt: Type.Optional(
    defineTime('When the store was asked how it guards uploads; absent if it never answered'),
  ),
  examination: Type.Optional(
    Type.Object(examinationFields, {
      description: 'The last examination; absent after the credential was changed',
    }),
  ),
  isSandbox: Type.Boolean(),
  createdAt: defineTime('When it was stored'),
  expiresAt: keyFields.expiresAt,
  source: Type.Optional(
    Type.Object(
      {
        from: Type.Enum(['instance', 'container', 'web-identity', 'profile', 'assume-role']),
        roleArn: Type.Optional(Type.String()),
        credential: Type.Optional(Type.String({ description: 'Name of the credential that assumes the role' })),
        externalId: sourceFields.externalId,
        profile: sourceFields.profile,
        sessionSeconds: sourceFields.sessionSeconds,
      },
      { description: 'Where its keys come from, if they are renewed automatically' },
    ),
  ),
  renewal: Type.Optional(
    Type.Object({
      state: Type.Enum(['good', 'late', 'failing', 'expired'], {
        description: 'The current keys sign until the state is `expired`',
      }),
      dueAt: defineTime('When its keys are renewed next'),
      text: Type.String({ description: 'The same in words, with the reason if the last renewal failed' }),
    }),
  ),
  secret: Type.Enum(['good', 'unchecked', 'malformed', 'unknown_master_key', 'tampered'], {
    description: 'Whether the secret can be opened; `unchecked` if the master key is not available',
  }),
  secretProblem: Type.Optional(Type.String({ description: 'Why it cannot be opened, or was not checked' })),
})

/** Lists the account's credentials, oldest first, without their secrets. */
export const listCredentials = defineAct({
  name: 'list_credentials',
  summary: 'List the stored credentials',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({
    ...listFields,
    search: Type.Optional(
      Type.String({
        ...listFields.search,
        description: 'Only credentials with this text in their name, id or access key ID, in upper or lower case',
      }),
    ),
  }),
  result: Type.Object({
    credentials: Type.Array(credentialRecord),
    nextCursor: nextCursorField,
  }),
  async run(input, dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'clock'>) {
    const { credentials, accountId } = dependencies
    const { rows, nextCursor } = await readPage(input, (page) => credentials.list(accountId, page))
    return { credentials: await showCredentials(rows, dependencies), nextCursor }
  },
})

/** Shows credentials without their secrets, and whether the secrets can be opened. */
export async function showCredentials(
  rows: readonly Credential[],
  { credentials, accountId, ring, clock }: Needs<'credentials' | 'accountId' | 'ring' | 'clock'>,
) {
  const check = createSecretCheck(ring)
  const hasBase = rows.some(({ source }) => source?.from === 'assume-role')
  const names = new Map(hasBase ? (await credentials.list(accountId)).map(({ id, name }) => [id, name]) : [])
  return rows.map((credential) => {
    const { sealedSecret: _, accountId: __, source: ___, renewal: ____, guard: asked, ...rest } = credential
    const guard = findKnownGuard(credential)
    return {
      ...rest,
      ...(guard === undefined ? {} : { guard }),
      ...(asked === undefined ? {} : { guardAskedAt: asked.askedAt }),
      ...showRenewal(credential, names, clock()),
      ...check(credential),
    }
  })
}

function showRenewal(credential: Credential, names: ReadonlyMap<string, string>, now: number) {
  const { source, renewal } = credential
  const description = describeRenewal(credential, now)
  if (source === undefined || renewal === undefined || description === undefined) return {}
  const shown = { renewal: { ...description, dueAt: renewal.dueAt } }
  if (source.from !== 'assume-role') return { ...shown, source }
  const { credentialId, ...fields } = source
  const name = names.get(credentialId)
  return { ...shown, source: { ...fields, ...(name === undefined ? {} : { credential: name }) } }
}

interface SecretStatus {
  readonly secret: 'good' | 'unchecked' | VaultErrorCode
  readonly secretProblem?: string
}

/** Creates the check of secrets. It never throws, because the list must also work for an operator who looks for a problem. */
function createSecretCheck(ring: KeyRing): (credential: Credential) => SecretStatus {
  try {
    ring.find('')
  } catch (error) {
    const secretProblem = `The secrets are not checked. ${(error as Error).message}`
    return () => ({ secret: 'unchecked', secretProblem })
  }
  return (credential) => {
    const problem = findSecretProblem(credential, ring)
    return problem === undefined ? { secret: 'good' } : { secret: problem.code, secretProblem: `${problem.message}.` }
  }
}
