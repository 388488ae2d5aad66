import { Type } from 'typebox'
import { rotateVault as rewrapVault } from '../vault/rotate-vault.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { secretProblemRecord, showSecretProblems } from './show-vault.ts'

/** Wraps the data key of every credential by the current master key. It may be interrupted and repeated. */
export const rotateVault = defineAct({
  name: 'rotate_vault',
  summary: 'Go over to the current master key',
  role: 'owner',
  effect: 'change',
  input: Type.Object({}),
  result: Type.Object({
    keyId: Type.String({ description: 'The current master key' }),
    rewrapped: Type.Integer({ description: 'Records that it wraps now and did not before' }),
    unchanged: Type.Integer({ description: 'Records that it wrapped already' }),
    problems: Type.Array(secretProblemRecord, { description: 'Credentials that stayed as before' }),
  }),
  async run(_, dependencies: Needs<'vault' | 'accounts' | 'ring' | 'onProgress'>) {
    const { vault, ring, onProgress } = dependencies
    const progress = onProgress === undefined ? {} : { onProgress }
    const { rewrapped, unchanged, failed } = await rewrapVault({ repository: vault, ring, ...progress })
    return { keyId: ring.current.id, rewrapped, unchanged, problems: await showSecretProblems(failed, dependencies) }
  },
})
