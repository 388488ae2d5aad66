import type { ChangeFeed } from '../core/ports.ts'
import { DatabaseLost } from './database-failure.ts'
import type { Changes } from './revision.ts'

/** Where the revision of tokens and credentials is read. The two databases differ in this alone. */
export interface RevisionSource {
  /** A cheap look: whether the revision may have moved since it was read last. Throws when the database is away; DatabaseLost when no grace is due. */
  isWorthReading(): boolean
  /** What was changed since a revision; 0 for the first look. Rejects, in bounded time, when the database is away. */
  read(since: number): Promise<Changes>
  /** Begins to call as soon as it hears of something, so that nobody waits for the next poll. */
  listen?(calls: RevisionCalls): void
  stop(): void
}

/** What a {@link RevisionSource} may have heard of. */
export interface RevisionCalls {
  /** The revision moved. */
  changed(): void
  /** The connection was lost, and whatever was said meanwhile with it. */
  cut(): void
}

/** How a change feed behaves. */
export interface ChangeFeedOptions {
  readonly pollIntervalMs: number
  /**
   * How long what is cached may be used while the database is away, counted from when it last answered; then the
   * listeners are called at every poll, so that nothing is served from memory. 0: at the first poll that fails, as
   * always when the database's file is lost.
   */
  readonly staleAfterMs: number
  /** Milliseconds that never jump; `performance.now` by default. */
  readonly now?: () => number
}

/** A change feed and the way to stop it. */
export interface StoppableChangeFeed extends ChangeFeed {
  stop(): void
}

/** Revocation reaches every node within this time, also one that stood still for a while. */
const latestMs = 2000

/**
 * Watches the revision: at every poll, and whenever its source calls. Polling begins with the first subscription, so
 * that a command line that subscribes to nothing polls nothing.
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
      // After an outage what was cached before it goes, too: a restored database may show the revision of old.
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
    // A call during a look may be about a change that the look did not see any more.
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
      // Before the look: a process that stood still, or a look that hangs, must not serve what it knew before.
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
