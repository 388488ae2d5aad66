import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { channels } from '../core/channels.ts'
import { deadline } from '../core/deadline.ts'
import type { Credential, CredentialSource } from '../core/model.ts'
import type { ChangeFeed } from '../core/ports.ts'
import { describeKeyFailure } from './describe-key-failure.ts'
import { requireMasterKey } from './installation-key.ts'
import { type RenewDependencies, type RenewingCredential, renewCredential } from './renew-credential.ts'

/** The renewals that one node makes and waits for. */
export interface Renewals {
  /**
   * Waits up to 2 s for the renewal of an expired credential, whichever node makes it.
   * @returns the credential as it is stored then, renewed or still expired; undefined when it no longer exists, or when the database is
   *   unavailable
   */
  await(ended: Credential): Promise<Credential | undefined>
  /** The number of credentials whose last renewal failed, as far as this node knows. */
  countFailing(): number
  /** Begins no more renewals, and gives those in progress a second. */
  close(): Promise<void>
}

/** The dependencies of renewals. */
export interface RenewalDependencies extends RenewDependencies {
  readonly changes: ChangeFeed
  readonly logger: Logger
}

/** How long a node's claim to a renewal lasts. A source may take 30 s. */
const claimMs = 60_000
/** Nodes take turns at a renewal over this time, so that most of them find it done. */
const longestTurnMs = 2000
/** After a failed renewal a node lets the others go first for this time: perhaps their machine has the role, or the file. */
const standBackMs = 15_000
const firstRetryMs = 15_000
const longestRetryMs = 5 * 60_000
/** The longest time between two looks: the clock may be set, or an unavailable database may come back. */
const longestSleepMs = 30_000
/** After this delay, several changes lead to one look. */
const changeDelayMs = 50
const waitLimitMs = 2000
const waitStepMs = 100
const closeLimitMs = 1000

/**
 * Renews the credentials that renew themselves, before they expire. Every node has a timer of its own. The node that
 * claims a renewal in the database makes it. While renewals fail, the former keys go on signing until they expire.
 */
export function startRenewals(dependencies: RenewalDependencies): Renewals {
  const { repository, vault, ring, changes, clock, logger, random } = dependencies
  const turnMs = random() * longestTurnMs
  const flights = new Map<string, Promise<void>>()
  const waits = new Map<string, Promise<Credential | undefined>>()
  const failedHere = new Set<string>()
  let known: readonly RenewingStored[] = []
  let timer: NodeJS.Timeout | undefined
  /** When the next look is due, in the time of `performance.now()`. */
  let wakesAt = Number.POSITIVE_INFINITY
  let isClosed = false
  let hasKey = true

  /** Schedules a look after some time, unless an earlier one is scheduled. */
  function wakeIn(ms: number): void {
    const at = performance.now() + ms
    if (isClosed || at >= wakesAt) return
    clearTimeout(timer)
    wakesAt = at
    timer = setTimeout(() => void look(), ms).unref()
  }

  async function look(): Promise<void> {
    wakesAt = Number.POSITIVE_INFINITY
    try {
      await refresh()
      if (known.length > 0) await checkKey()
    } catch {
      // The database is unavailable. Requests that need it report that.
      wakeIn(longestSleepMs)
      return
    }
    if (known.length > 0 && !hasKey) {
      wakeIn(longestSleepMs)
      return
    }
    const now = clock()
    const due = known.filter((credential) => findTurn(credential) <= now)
    for (const credential of due) void renew(credential)
    const next = Math.min(...known.filter(({ id }) => !flights.has(id)).map(findTurn))
    if (known.length > 0) wakeIn(Math.min(Math.max(next - now, 0) + 1, longestSleepMs))
  }

  /**
   * Finds out whether this node has the key to seal with. Without it, it claims nothing: another node may have the key.
   * @throws AppError `unavailable` when the database does not answer
   */
  async function checkKey(): Promise<void> {
    // Fails when the database does not answer, which says nothing about the key.
    await vault.readMasterKeyId()
    try {
      await requireMasterKey(vault, ring)
      hasKey = true
    } catch (error) {
      if (hasKey) logger.warn({ err: error }, 'this node renews no credential')
      hasKey = false
    }
  }

  async function refresh(): Promise<void> {
    known = (await repository.list()).filter(isRenewing)
  }

  function findTurn({ id, renewal }: RenewingStored): number {
    return renewal.dueAt + turnMs + (failedHere.has(id) ? standBackMs : 0)
  }

  function renew(credential: RenewingStored): Promise<void> {
    const { id } = credential
    const flying = flights.get(id)
    if (flying !== undefined) return flying
    const flight = claimAndRenew(credential)
      .catch((err: unknown) => logger.warn({ credentialId: id, err }, 'a renewal could not be stored'))
      .finally(() => {
        flights.delete(id)
        wakeIn(0)
      })
    flights.set(id, flight)
    return flight
  }

  async function claimAndRenew(read: RenewingStored): Promise<void> {
    const { id, renewal } = read
    const claim = { ...renewal, dueAt: clock() + claimMs }
    if (isClosed || !hasKey || !(await repository.replace(read, claim))) return
    const held = { ...read, renewal: claim }
    await awaitBase(held.source)
    try {
      const outcome = await channels.renewal.tracePromise(() => renewCredential(held, dependencies), {})
      failedHere.delete(id)
      if (outcome === 'renewed') logger.info(describeSubject(held), 'a credential was renewed')
    } catch (error) {
      failedHere.add(id)
      const now = clock()
      const failure = { at: now, count: (renewal.failure?.count ?? 0) + 1, reason: describeKeyFailure(error) }
      const retryMs = Math.min(firstRetryMs * 2 ** (failure.count - 1), longestRetryMs) * (1 - random() / 10)
      const { reason, count } = failure
      const keysEnd = held.expiresAt === undefined ? {} : { keysEndAt: new Date(held.expiresAt).toISOString() }
      logger.warn(
        { ...describeSubject(held), ...keysEnd, reason, failures: count },
        'a credential could not be renewed',
      )
      await repository.replace(held, { dueAt: Math.round(now + retryMs), failure })
    }
  }

  async function waitFor({ id }: Credential, isOver: () => boolean): Promise<Credential | undefined> {
    for (;;) {
      await refresh()
      const current = known.find((credential) => credential.id === id)
      const { expiresAt = Number.POSITIVE_INFINITY, renewal } = current ?? {}
      if (!hasKey) await checkKey()
      if (isOver() || isClosed || !hasKey || current === undefined || expiresAt - clock() >= 1000) return current
      const flying = flights.get(id)
      if (flying !== undefined) await flying
      else if (current.renewal.dueAt <= clock()) await renew(current)
      else if (renewal?.failure !== undefined) return current
      else await sleep(waitStepMs)
    }
  }

  function awaitRenewal(ended: Credential): Promise<Credential | undefined> {
    const waiting = waits.get(ended.id)
    if (waiting !== undefined) return waiting
    let isOver = false
    const wait = deadline(
      waitLimitMs,
      waitFor(ended, () => isOver),
    )
      .catch(() => undefined)
      .finally(() => {
        isOver = true
        waits.delete(ended.id)
      })
    waits.set(ended.id, wait)
    return wait
  }

  /** Waits for the credential that assumes a role, if it has expired. After a long stop both have, and this credential comes first. */
  async function awaitBase(source: CredentialSource): Promise<void> {
    const base = known.find(({ id }) => source.from === 'assume-role' && source.credentialId === id)
    if (base?.expiresAt !== undefined && base.expiresAt <= clock()) await awaitRenewal(base)
  }

  const unsubscribe = changes.subscribe(() => wakeIn(changeDelayMs))
  wakeIn(0)
  return {
    await: awaitRenewal,
    countFailing: () => known.filter(({ renewal }) => renewal.failure !== undefined).length,
    async close() {
      isClosed = true
      clearTimeout(timer)
      unsubscribe()
      await deadline(closeLimitMs, Promise.allSettled(flights.values())).catch(() => {})
    },
  }
}

type RenewingStored = Credential & RenewingCredential & Required<Pick<Credential, 'renewal'>>

function isRenewing(credential: Credential): credential is RenewingStored {
  return credential.source !== undefined && credential.renewal !== undefined
}

/** The fields of a credential for the log, without secrets. */
function describeSubject({ id, name, accountId, source }: RenewingStored) {
  return { credentialId: id, credential: name, accountId, from: source.from }
}
