import type Sqlite from 'better-sqlite3'
import type { RevisionSource } from './change-feed.ts'
import { changesSql, readChanges } from './revision.ts'

/**
 * The revision in SQLite. `PRAGMA data_version` only looks at shared memory, and moves when another connection commits.
 * The revision is read only then, and after our own writes.
 */
export function createSqliteRevisionSource(sqlite: Sqlite.Database): RevisionSource {
  let seenVersion: unknown
  let seenChanges = 0

  return {
    isWorthReading() {
      // data_version does not move for this connection's own commits. total_changes() moves only for those.
      const version = sqlite.pragma('data_version', { simple: true })
      const { own } = sqlite.prepare('select total_changes() as own').get() as { own: number }
      if (version === seenVersion && own === seenChanges) return false
      seenVersion = version
      seenChanges = own
      return true
    },
    async read(since) {
      const rows = sqlite.prepare(changesSql.replace('$1', '?')).all(since)
      return readChanges(since, rows as Parameters<typeof readChanges>[1])
    },
    stop() {},
  }
}
