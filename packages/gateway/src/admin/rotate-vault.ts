import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import type { AdministrationEvent } from '../core/administration-event.ts'
import { AppError } from '../core/app-error.ts'
import { countNoun } from '../core/count-noun.ts'
import type { Credential } from '../core/model.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { rotateVault as rewrapVault } from '../vault/rotate-vault.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { describeChange } from './record-change.ts'
import { resealSecondFactors } from './reseal-second-factors.ts'
import { lostFactorsRecord, secretProblemRecord, showSecretProblems } from './show-vault.ts'

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
    lostSecondFactors: lostFactorsRecord,
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
    const { vault, administrators, onProgress } = dependencies
    const progress = onProgress === undefined ? {} : { onProgress }
    const formerId =
      lostKey === true ? await vault.readMasterKeyId() : (await requireMasterKey(vault, dependencies.ring)).current.id
    const ring = keepCurrent(dependencies.ring)
    const keyId = ring.current.id
    // First, so that nobody seals with the former key any more.
    if (formerId !== keyId) await changeKey(keyId, formerId, dependencies)
    let done = 0
    const repository = {
      list: vault.list,
      async reseal(...record: Parameters<typeof vault.reseal>) {
        const isDone = await vault.reseal(...record).catch((error: unknown) => {
          throw isOvertaken(error) ? createOvertakenError(done) : error
        })
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
      if (done > 0)
        await dependencies.administration.record(describeRotation(keyId, { after: { rewrapped: done } }, dependencies))
    }
  },
})

/**
 * Makes another key the installation's.
 * @throws AppError `master_key_mismatch` when somebody else has changed the key meanwhile, except to the same one
 */
async function changeKey(
  keyId: string,
  formerId: string | undefined,
  dependencies: Needs<'vault' | 'actor' | 'clock' | 'accountId'>,
): Promise<void> {
  const { vault } = dependencies
  const fields = { before: { masterKey: formerId }, after: { masterKey: keyId } }
  if (await vault.changeMasterKey(keyId, formerId, describeRotation(keyId, fields, dependencies))) return
  if ((await vault.readMasterKeyId()) !== keyId) throw createOvertakenError(0)
}

function describeRotation(
  keyId: string,
  fields: Pick<Parameters<typeof describeChange>[0], 'before' | 'after'>,
  dependencies: Needs<'actor' | 'clock' | 'accountId'>,
): AdministrationEvent {
  const target = { kind: 'master_key', id: keyId, name: keyId } as const
  return describeChange({ act: 'rotate_vault', target, ...fields, accountId: null }, dependencies)
}

function isOvertaken(error: unknown): boolean {
  return error instanceof AppError && error.code === 'master_key_mismatch'
}

function createOvertakenError(done: number): AppError {
  const [what, then] = done === 0 ? ['nothing', ''] : [countNoun(done, 'record'), ', and then stopped']
  return new AppError('master_key_mismatch', {
    message: `The rotation re-wrapped ${what}${then}: somebody else changed the master key of this installation at this moment. \`signpost vault status\` shows which key it has now.`,
  })
}

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
