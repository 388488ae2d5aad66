import { Type } from 'typebox'
import { toSecretVersion } from '../core/sealed-text.ts'
import { inspectVault } from '../vault/check-vault.ts'
import type { SecretProblem } from '../vault/rotate-vault.ts'
import { listFactorVersions } from '../vault/session-secrets.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'

/** A credential whose secret cannot be opened, as the acts show it. */
export const secretProblemRecord = Type.Object({
  credentialId: Type.String(),
  name: Type.String(),
  account: Type.String({ description: 'Name of the account that has it' }),
  code: Type.Enum(['malformed', 'unknown_master_key', 'tampered']),
  message: Type.String(),
  renewsItself: Type.Boolean({ description: 'Whether a running gateway fetches new keys for it' }),
})

/** The administrators whose second factors cannot be opened, as the acts show them. */
export const lostFactorsRecord = Type.Array(Type.String(), {
  description:
    'Email addresses of the administrators whose second factors cannot be opened: use `signpost admin reset`',
})

/** Shows which master keys wrap how many records, and which secrets cannot be opened. */
export const showVault = defineAct({
  name: 'show_vault',
  summary: 'Show which master keys are in use',
  role: 'owner',
  effect: 'read',
  input: Type.Object({}),
  result: Type.Object({
    source: Type.Enum(['configuration', 'command', 'file'], { description: 'Where the master key comes from' }),
    keys: Type.Array(
      Type.Object({
        keyId: Type.String(),
        role: Type.Enum(['current', 'previous', 'unknown']),
        records: Type.Integer({ description: 'Secrets of credentials that it wraps' }),
        secondFactors: Type.Integer({ description: 'Second factors of administrators that it encrypts' }),
        isOfInstallation: Type.Boolean({ description: 'Whether it is the key with which every gateway seals' }),
      }),
    ),
    lostSecondFactors: lostFactorsRecord,
    problems: Type.Array(secretProblemRecord),
  }),
  async run(_, dependencies: Needs<'vault' | 'administrators' | 'accounts' | 'ring' | 'masterKey'>) {
    const { vault, administrators, ring, masterKey } = dependencies
    const ownId = await vault.readMasterKeyId()
    const { keys, problems } = inspectVault(await vault.list(), ownId, ring)
    const factors = (await administrators.listSecondFactors()).map((factor) => ({
      email: factor.email,
      versions: listFactorVersions(factor),
    }))
    const shown = keys.map((key) => ({
      ...key,
      secondFactors: factors.filter(({ versions }) => versions.includes(toSecretVersion(key.keyId))).length,
      isOfInstallation: key.keyId === ownId,
    }))
    const opened = new Set(shown.flatMap(({ keyId, role }) => (role === 'unknown' ? [] : toSecretVersion(keyId))))
    const isLost = (version: number | undefined) => version === undefined || !opened.has(version)
    const lost = factors.filter(({ versions }) => versions.some(isLost))
    const lostSecondFactors = [...new Set(lost.map(({ email }) => email))]
    const record = { source: masterKey.source, keys: shown, lostSecondFactors }
    return { ...record, problems: await showSecretProblems(problems, dependencies) }
  },
})

/** Shows problems with the names of their accounts. */
export async function showSecretProblems(problems: readonly SecretProblem[], { accounts }: Needs<'accounts'>) {
  if (problems.length === 0) return []
  const names = new Map((await accounts.list()).map(({ id, name }) => [id, name]))
  return problems.map(({ credential: { id, name, accountId, source }, error: { code, message } }) => {
    const account = names.get(accountId) ?? accountId
    return { credentialId: id, name, account, code, message, renewsItself: source !== undefined }
  })
}
