import type Sqlite from 'better-sqlite3'

/** So many pages of 4 KB may wait in the WAL before they are copied. This is SQLite's own default. */
const mostFrames = 1000

/** When nobody writes, fewer pages are worth a copy. */
const idleFrames = 250
const idleMs = 50

/** A look takes 2 µs. */
const writesPerLook = 8

/** Moves pages from a WAL into the database's file. */
export interface SqliteCheckpoints {
  /** Called after each transaction, once its client has the answer. @throws Error when the disk fails */
  follow(): void
}

/**
 * Makes the checkpoints of a connection that writes much. SQLite itself makes them within a commit, so the client of that commit waits
 * for a thousand pages. Here they come after the answer, or when nobody writes for a moment.
 * @param onFailure called when a checkpoint in such a pause fails
 */
export function takeOverCheckpoints(sqlite: Sqlite.Database, onFailure: () => void): SqliteCheckpoints {
  sqlite.pragma('wal_autocheckpoint = 0')
  const look = sqlite.prepare('pragma wal_checkpoint(noop)')
  const copy = sqlite.prepare('pragma wal_checkpoint(passive)')
  let writes = 0

  function copyFrom(frames: number): void {
    const { log, checkpointed } = look.get() as { readonly log: number; readonly checkpointed: number }
    if (log - checkpointed >= frames) copy.get()
  }

  const idle = setTimeout(() => {
    if (!sqlite.open) return
    try {
      copyFrom(idleFrames)
    } catch {
      onFailure()
    }
  }, idleMs).unref()

  return {
    follow() {
      idle.refresh()
      if (++writes % writesPerLook === 0) copyFrom(mostFrames)
    },
  }
}
