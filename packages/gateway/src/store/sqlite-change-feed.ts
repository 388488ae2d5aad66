import type Sqlite from 'better-sqlite3'
import type { ChangeFeed } from '../core/ports.ts'
import { readRevision } from './revision.ts'
import type { Database } from './schema.ts'

const pollIntervalMs = 250

/** A change feed and the way to stop it. */
export interface PolledChangeFeed extends ChangeFeed {
  stop(): void
}

/**
 * Watches for changes by `PRAGMA data_version`, which is a look at shared memory and moves when another connection
 * commits; only then, and after our own writes, is the revision read.
 *
 * Polling begins with the first subscription, so that a command line that subscribes to nothing polls nothing.
 */
export function createSqliteChangeFeed(sqlite: Sqlite.Database, db: Database): PolledChangeFeed {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  let seenVersion: unknown
  let seenChanges = 0
  let seenRevision: string | undefined

  async function poll(): Promise<void> {
    // data_version does not move for this connection's own commits; total_changes() moves for those alone.
    const version = sqlite.pragma('data_version', { simple: true })
    const { own } = sqlite.prepare('select total_changes() as own').get() as { own: number }
    if (version === seenVersion && own === seenChanges) return
    seenVersion = version
    seenChanges = own
    const revision = await readRevision(db)
    if (revision === seenRevision) return
    seenRevision = revision
    for (const listener of listeners) listener()
  }

  function start(): void {
    timer = setInterval(() => {
      poll().catch(() => {
        // The database is away: what is cached may be out of date, so nothing is served from memory.
        seenRevision = undefined
        for (const listener of listeners) listener()
      })
    }, pollIntervalMs)
    timer.unref()
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      if (timer === undefined) start()
      return () => listeners.delete(listener)
    },
    stop() {
      clearInterval(timer)
      listeners.clear()
    },
  }
}
