import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { rotateVault as rewrapVault } from '../vault/rotate-vault.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { describeChange } from './record-change.ts'
import { resealSecondFactors } from './reseal-second-factors.ts'
import { secretProblemRecord, showSecretProblems } from './show-vault.ts'

/** How long a request that stores a second factor may take: it derives a key from a password. */
const lateMs = 1000

/**
 * Wraps the data key of every credential with the current master key, and encrypts the second factors of administrators with it. It
 * may be interrupted and repeated. From its beginning the current key is that of the installation.
 */
export const rotateVault = defineAct({
  name: 'rotate_vault',
  summary: 'Switch to the current master key',
  role: 'owner',
  effect: 'change',
  confirms: true,
  input: Type.Object({
    lostKey: Type.Optional(
      Type.Boolean({
        description:
          'Go on with the current key although the master key of the installation is lost. Secrets that only the lost key opens must be stored again',
      }),
    ),
  }),
  result: Type.Object({
    keyId: Type.String({ description: 'The current master key, which is that of the installation now' }),
    formerKeyId: Type.Union([Type.String(), Type.Null()], {
      description: 'The master key of the installation before; null if it had none',
    }),
    rewrapped: Type.Integer({ description: 'Records that were wrapped with another key before' }),
    unchanged: Type.Integer({ description: 'Records that the current key wrapped already' }),
    problems: Type.Array(secretProblemRecord, { description: 'Credentials that could not be re-wrapped' }),
    secondFactors: Type.Integer({
      description: 'Second factors of administrators that were encrypted with another key before',
    }),
    lostSecondFactors: Type.Integer({
      description: 'Second factors that cannot be opened: use `signpost admin reset`',
    }),
  }),
  async run(
    { lostKey },
    dependencies: Needs<
      | 'vault'
      | 'administrators'
      | 'accounts'
      | 'ring'
      | 'onProgress'
      | 'renewals'
      | 'administration'
      | 'actor'
      | 'clock'
      | 'accountId'
    >,
  ) {
    const { vault, administrators, onProgress, administration } = dependencies
    const progress = onProgress === undefined ? {} : { onProgress }
    const formerId =
      lostKey === true ? await vault.readMasterKeyId() : (await requireMasterKey(vault, dependencies.ring)).current.id
    const ring = keepCurrent(dependencies.ring)
    const keyId = ring.current.id
    // First, so that nobody seals with the former key any more.
    if (formerId !== keyId && !(await vault.changeMasterKey(keyId, formerId))) {
      throw new AppError('master_key_mismatch', {
        message: 'Nothing was changed: somebody else changed the master key of this installation at this moment.',
      })
    }
    let done = 0
    const repository = {
      list: vault.list,
      async reseal(...record: Parameters<typeof vault.reseal>) {
        const isDone = await vault.reseal(...record)
        if (isDone) done++
        return isDone
      },
    }
    try {
      const { rewrapped, unchanged, failed } = await rewrapVault({ repository, ring, ...progress })
      // Running gateways then fetch keys, and store them sealed with the key that is here.
      for (const { credential } of failed) await makeDue(credential, dependencies)
      const first = await resealSecondFactors({ administrators, ring })
      // A request that had begun before the key changed may store a second factor a moment later.
      const hasLate = formerId !== keyId && (await administrators.list()).length > 0
      if (hasLate) await sleep(lateMs)
      const { resealed, lost } = hasLate
        ? await resealSecondFactors({ administrators, ring })
        : { resealed: 0, lost: first.lost }
      const factors = { secondFactors: first.resealed + resealed, lostSecondFactors: lost }
      const problems = await showSecretProblems(failed, dependencies)
      return { keyId, formerKeyId: formerId ?? null, rewrapped, unchanged, problems, ...factors }
    } finally {
      // Each record is re-wrapped in its own transaction. One event records them all, even if the rotation is interrupted.
      if (done > 0 || formerId !== keyId) {
        const target = { kind: 'master_key', id: keyId, name: keyId } as const
        const after = { masterKey: keyId, rewrapped: done }
        const change = { act: 'rotate_vault', target, before: { masterKey: formerId }, after, accountId: null }
        await administration.record(describeChange(change, dependencies))
      }
    }
  },
})

/** Lets a credential that renews itself get keys now. */
async function makeDue(
  { renewal, ...credential }: Credential,
  { renewals, clock }: Needs<'renewals' | 'clock'>,
): Promise<void> {
  if (renewal !== undefined) await renewals.replace({ ...credential, renewal }, { ...renewal, dueAt: clock() })
}

/** Returns a ring whose current key stays the same, even if its file is replaced meanwhile. */
function keepCurrent({ current, previous, find }: KeyRing): KeyRing {
  return { current, previous, find }
}
