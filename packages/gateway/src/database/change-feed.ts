import type { ChangeFeed } from '../core/ports.ts'
import { DatabaseLost } from './database-lost.ts'
import type { Changes } from './revision.ts'

/** Where the revision of tokens and credentials is read from. Only this part differs between the two databases. */
export interface RevisionSource {
  /**
   * Says cheaply whether the revision may have moved since the last read. Throws when the database is unavailable: DatabaseLost when
   * cached values must not be used any longer.
   */
  isWorthReading(): boolean
  /** Reads what has changed since a revision; 0 for the first read. Rejects, in bounded time, when the database is unavailable. */
  read(since: number): Promise<Changes>
  /** Starts to report changes as soon as it hears of them, so that nothing waits for the next poll. */
  listen?(calls: RevisionCalls): void
  stop(): void
}

/** What a {@link RevisionSource} reports. */
export interface RevisionCalls {
  /** The revision moved. */
  changed(): void
  /** The connection was lost, and with it any notification that was on its way. */
  cut(): void
}

/** How a change feed behaves. */
export interface ChangeFeedOptions {
  readonly pollIntervalMs: number
  /**
   * How long cached values may be used while the database is unavailable, counted from its last answer. After that the
   * listeners are called at every poll, so that nothing is served from memory. With 0, and always when the database's
   * file is lost, that begins at the first poll that fails.
   */
  readonly staleAfterMs: number
  /** Milliseconds that never jump; `performance.now` by default. */
  readonly now?: () => number
}

/** A change feed that can be stopped. */
export interface StoppableChangeFeed extends ChangeFeed {
  stop(): void
}

/** Revocation reaches every node within this time, even one that stood still for a while. */
const latestMs = 2000

/**
 * Watches the revision: at every poll, and whenever its source reports a change. Polling begins with the first subscription, so
 * a command that subscribes to nothing polls nothing.
 */
export function createChangeFeed(source: RevisionSource, options: ChangeFeedOptions): StoppableChangeFeed {
  const { pollIntervalMs, staleAfterMs, now = () => performance.now() } = options
  const listeners = new Set<Parameters<ChangeFeed['subscribe']>[0]>()
  let timer: NodeJS.Timeout | undefined
  let seenRevision = 0
  let knownAt = now()
  let isAway = false
  let isLooking = false
  let looksAgain = false

  function tell(accountId: string | undefined): void {
    for (const listener of listeners) listener(accountId)
  }

  async function look(): Promise<void> {
    const lookedAt = now()
    try {
      if (!isAway && !source.isWorthReading()) {
        knownAt = lookedAt
        return
      }
      const { revision, accountIds } = await source.read(seenRevision)
      // After an outage everything cached is dropped: a restored database may have the same revision as before.
      const changed = isAway || accountIds === undefined ? [undefined] : accountIds
      seenRevision = revision
      knownAt = lookedAt
      isAway = false
      for (const accountId of changed) tell(accountId)
    } catch (error) {
      isAway = true
      if (error instanceof DatabaseLost) knownAt = Number.NEGATIVE_INFINITY
    }
  }

  function wake(): void {
    looksAgain = true
    if (!isLooking) void lookWhileAsked()
  }

  async function lookWhileAsked(): Promise<void> {
    isLooking = true
    // A report that comes during a look may be about a change that the look came too early to see.
    while (looksAgain && timer !== undefined) {
      looksAgain = false
      await look()
      dropStale()
    }
    isLooking = false
  }

  function dropStale(): void {
    const usableMs = isAway ? staleAfterMs : Math.max(staleAfterMs, latestMs - pollIntervalMs)
    if (now() - knownAt >= usableMs) tell(undefined)
  }

  function start(): void {
    timer = setInterval(() => {
      // Before the look: after a standstill, or while a look hangs, the process must not serve stale values.
      dropStale()
      if (!isLooking) wake()
    }, pollIntervalMs)
    timer.unref()
    source.listen?.({
      changed: wake,
      cut() {
        isAway = true
        wake()
      },
    })
    knownAt = now()
    wake()
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      if (timer === undefined) start()
      return () => listeners.delete(listener)
    },
    stop() {
      clearInterval(timer)
      timer = undefined
      listeners.clear()
      source.stop()
    },
  }
}
