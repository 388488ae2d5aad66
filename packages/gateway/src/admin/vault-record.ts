import { Type } from 'typebox'
import type { SecretProblem } from '../vault/rotate-vault.ts'
import type { AdminDependencies } from './dependencies.ts'

/** A credential whose secret does not open, as the acts show it. */
export const secretProblemRecord = Type.Object({
  credentialId: Type.String(),
  name: Type.String(),
  account: Type.String({ description: 'Name of the account that has it' }),
  code: Type.Enum(['malformed', 'unknown_master_key', 'tampered']),
  message: Type.String(),
})

/** The problems with the names of their accounts. */
export async function showSecretProblems(
  problems: readonly SecretProblem[],
  { accounts }: Pick<AdminDependencies, 'accounts'>,
) {
  if (problems.length === 0) return []
  const names = new Map((await accounts.list()).map(({ id, name }) => [id, name]))
  return problems.map(({ credential: { id, name, accountId }, error: { code, message } }) => {
    return { credentialId: id, name, account: names.get(accountId) ?? accountId, code, message }
  })
}
