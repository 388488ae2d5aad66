import type { Access } from '../core/access.ts'
import type { Clock } from '../core/clock.ts'
import { findKnownGuard } from '../core/guarded-headers.ts'
import type { MaybePromise } from '../core/maybe-promise.ts'
import type { Credential, Guard, StoreGuard } from '../core/model.ts'
import type { CredentialRepository } from '../core/ports.ts'
import { askGuard } from './guard-probe.ts'
import { createCredentialMap } from './probe-cache.ts'
import type { S3Caller, S3Target } from './s3-caller.ts'

/** Knows how stores are guarded. */
export interface StoreGuards {
  /**
   * Finds how the store of a credential is guarded; undefined where that is unknown. It waits for the network only at the first signature
   * for an upload or a deletion, and only when nothing says yet that the store is guarded.
   */
  find(target: S3Target, access: Access, region: string | undefined): MaybePromise<Guard | undefined>
}

/** Guards that are known without asking, for when the check of buckets is switched off. */
export const unaskedGuards: StoreGuards = { find: ({ credential }) => findKnownGuard(credential) }

const dayMs = 24 * 60 * 60_000
/** A store that did not say how it is guarded is not asked again before this time has passed. */
const retryMs = 5 * 60_000

/** What a process remembers about a credential's store. */
interface Memory {
  /** The last answer that this process knows. The answer in the credential that a request brings may be older. */
  guard: StoreGuard | undefined
  triedAt: number
  asking: Promise<void> | undefined
}

/** Builds the guards over a caller. The answer of a store is stored with its credential. After a day, one node asks again. */
export function createStoreGuards(
  caller: S3Caller,
  repository: Pick<CredentialRepository, 'replaceGuard'>,
  clock: Clock,
): StoreGuards {
  const memories = createCredentialMap<Memory>(() => ({
    guard: undefined,
    triedAt: Number.NEGATIVE_INFINITY,
    asking: undefined,
  }))

  async function ask(memory: Memory, target: S3Target, { bucket }: Access, region?: string): Promise<void> {
    const now = clock()
    const before = chooseNewer(target.credential.guard, memory.guard)
    let read = withGuard(target.credential, before)
    if (before !== undefined) {
      // The node that moves the time asks; the other nodes leave it to that node.
      const claim = { ...before, askedAt: now }
      if (!(await repository.replaceGuard(read, claim))) return
      memory.guard = claim
      read = withGuard(read, claim)
    }
    const kind = await askGuard(caller, target, { bucket, now, region })
    if (kind === undefined || kind === memory.guard?.kind) return
    memory.guard = { kind, askedAt: now }
    await repository.replaceGuard(read, memory.guard)
  }

  /** Asks, or joins a question in flight. It never fails: if an answer could not be stored, the store is asked again. */
  function begin(memory: Memory, target: S3Target, access: Access, region: string | undefined): Promise<void> {
    memory.triedAt = clock()
    memory.asking ??= ask(memory, target, access, region)
      .catch(() => {})
      .finally(() => {
        memory.asking = undefined
      })
    return memory.asking
  }

  return {
    find(target, access, region) {
      const { credential } = target
      const memory = memories.of(credential)
      const find = () => findKnownGuard(credential, chooseNewer(credential.guard, memory.guard))
      const known = find()
      if (!isWrite(access)) return known
      const askedAt = chooseNewer(credential.guard, memory.guard)?.askedAt ?? Number.NEGATIVE_INFINITY
      if (!isDue(askedAt, dayMs, clock()) || !isDue(memory.triedAt, retryMs, clock())) {
        return memory.asking !== undefined && !isGood(known) ? memory.asking.then(find) : known
      }
      const asked = begin(memory, target, access, region)
      // No request waits for a store whose answer is known, even if it is old, or whose preset says enough.
      return credential.guard !== undefined || isGood(known) ? known : asked.then(find)
    },
  }
}

/** Whether a client is handed a signature that changes something. */
function isWrite({ action, held, doneBy }: Access): boolean {
  return (action === 'upload' || action === 'delete') && held !== 'nothing-sent' && doneBy !== 'gateway'
}

/** Whether a time is at least `afterMs` ago. A time in the future counts as well, because the clock was set back. */
function isDue(at: number, afterMs: number, now: number): boolean {
  return now - at >= afterMs || now < at
}

function isGood(guard: Guard | undefined): boolean {
  return guard === 'refuses' || guard === 'signed-away'
}

function chooseNewer(one: StoreGuard | undefined, other: StoreGuard | undefined): StoreGuard | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return other.askedAt > one.askedAt ? other : one
}

function withGuard({ guard: _, ...credential }: Credential, guard: StoreGuard | undefined): Credential {
  return guard === undefined ? credential : { ...credential, guard }
}
