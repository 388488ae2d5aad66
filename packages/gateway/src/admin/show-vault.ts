import { Type } from 'typebox'
import { inspectVault } from '../vault/inspect-vault.ts'
import { defineAct } from './act.ts'
import type { AdminDependencies } from './dependencies.ts'
import { secretProblemRecord, showSecretProblems } from './vault-record.ts'

/** Shows which master keys wrap how many records, and which secrets do not open. */
export const showVault = defineAct({
  name: 'show_vault',
  summary: 'Show which master keys are in use',
  scope: 'installation',
  role: 'owner',
  effect: 'read',
  input: Type.Object({}),
  result: Type.Object({
    source: Type.Enum(['configuration', 'command', 'file'], { description: 'Where the master key comes from' }),
    keys: Type.Array(
      Type.Object({
        keyId: Type.String(),
        role: Type.Enum(['current', 'previous', 'unknown']),
        records: Type.Integer({ description: 'How many records it wraps' }),
      }),
    ),
    problems: Type.Array(secretProblemRecord),
  }),
  async run(_, dependencies: Pick<AdminDependencies, 'vault' | 'accounts' | 'ring' | 'masterKey'>) {
    const { vault, ring, masterKey } = dependencies
    const { keys, problems } = inspectVault(await vault.list(), ring)
    return { source: masterKey.source, keys, problems: await showSecretProblems(problems, dependencies) }
  },
})
