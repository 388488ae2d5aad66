import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Credential } from '../core/model.ts'
import type { VaultRepository } from '../core/ports.ts'
import { readKeyId } from '../core/sealed-text.ts'
import { rewrapCredentialSecret } from './credential-secret.ts'
import { VaultError } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'

/** The dependencies of a rotation. */
export interface RotationDependencies {
  readonly repository: Pick<VaultRepository, 'list' | 'reseal'>
  readonly ring: KeyRing
  /** Called after each record with the number of those done and of all. */
  readonly onProgress?: (done: number, total: number) => void
}

/** The result of a rotation. */
export interface RotationReport {
  /** How many records the rotation has wrapped with the current master key. */
  readonly rewrapped: number
  /** How many records the current master key wrapped already. */
  readonly unchanged: number
  /** Records that could not be opened, and were left as they are. */
  readonly failed: readonly SecretProblem[]
}

/** A credential whose secret does not open. */
export interface SecretProblem {
  readonly credential: Credential
  readonly error: VaultError
}

/** A record that changes in each of so many passes is unlikely to stop changing. */
const maxPasses = 10

/**
 * Wraps the data key of every credential with the current master key. Each record is a small transaction of its own. The transaction
 * does nothing when the record was changed meanwhile: the next pass reads the record again. So a rotation may run beside servers and
 * other commands, and may be interrupted and repeated at any point.
 */
export async function rotateVault({ repository, ring, onProgress }: RotationDependencies): Promise<RotationReport> {
  const failed = new Map<string, SecretProblem>()
  const credentials = await repository.list()
  let waiting = credentials.filter(isWaiting)
  const total = waiting.length
  let rewrapped = 0
  for (let pass = 0; pass < maxPasses && waiting.length > 0; pass++) {
    for (const credential of waiting) {
      try {
        if (await repository.reseal(credential, rewrapCredentialSecret(credential, ring))) rewrapped++
      } catch (error) {
        if (!(error instanceof VaultError)) throw error
        failed.set(credential.id, { credential, error })
      }
      // SQLite answers without a turn of the event loop, and signals are only handled between turns.
      await nextTurn()
      onProgress?.(Math.min(rewrapped + failed.size, total), total)
    }
    waiting = (await repository.list()).filter(isWaiting)
  }
  if (waiting.length > 0) throw new Error(`${waiting.length} records kept changing; run it again`)
  // The sandbox makes its credential anew when it starts.
  const problems = [...failed.values()].filter(({ credential }) => !credential.isSandbox)
  return { rewrapped, unchanged: credentials.length - total, failed: problems }

  function isWaiting({ id, sealedSecret }: Credential): boolean {
    return !failed.has(id) && readKeyId(sealedSecret) !== ring.current.id
  }
}
