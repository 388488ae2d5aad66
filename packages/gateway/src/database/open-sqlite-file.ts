import { existsSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/** How long a statement waits for the transactions of others. */
export const busyTimeoutMs = 5000

/**
 * Opens the file with the settings that Signpost's promises rest on.
 * @throws Error when there is a WAL without its database, or that names the file when it cannot be used
 */
export function openSqliteFile(file: string): Sqlite.Database {
  refuseOrphanedWal(file)
  try {
    return openWithSettings(file)
  } catch (error) {
    // SQLite itself names no file.
    throw Object.assign(new Error(`${file}: ${(error as Error).message}`, { cause: error }), {
      code: (error as { code?: string }).code,
    })
  }
}

function openWithSettings(file: string): Sqlite.Database {
  const sqlite = new Sqlite(file, { timeout: busyTimeoutMs })
  // WAL lets readers and one writer go on at once; FULL flushes every commit, so that a power cut loses none.
  sqlite.pragma('journal_mode = wal')
  sqlite.pragma('synchronous = full')
  sqlite.pragma('foreign_keys = on')
  sqlite.pragma('trusted_schema = off')
  // What is deleted is overwritten: otherwise a removed credential's secret would stay in the file's free space.
  sqlite.pragma('secure_delete = on')
  return sqlite
}

/**
 * Opens a file like {@link openSqliteFile}, unless it is what is left of a database: it holds nothing of ours, and there is a
 * master key beside it.
 * @param masterKeyFile of the same installation; undefined when no file was ever one
 * @throws Error that says what was found and what to do
 */
export function openKnownSqliteFile(file: string, masterKeyFile: string | undefined): Sqlite.Database {
  const size = sizeOf(file)
  // In this order: a first start that goes on beside this one makes the database before the key.
  const isKnown = size !== undefined && masterKeyFile !== undefined && existsSync(masterKeyFile)
  if (isKnown && size === 0) throw createEmptiedError(file, 'is empty', masterKeyFile)
  const sqlite = openSqliteFile(file)
  try {
    if (isKnown && !hasOwnTables(sqlite)) throw createEmptiedError(file, 'has no table of Signpost', masterKeyFile)
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/**
 * SQLite deletes the WAL of a database that is empty or not there, and with it what was written last.
 * @throws Error when that would happen
 */
export function refuseOrphanedWal(file: string): void {
  const wal = `${file}-wal`
  if ((sizeOf(file) ?? 0) > 0 || (sizeOf(wal) ?? 0) === 0) return
  const found = existsSync(file) ? 'is empty' : 'is not there'
  throw new Error(
    `${file} ${found}, but its ${wal} is: a database was here and is lost. Put its file back, or restore a backup into a new data directory (docs/backup.md). To begin anew without what was in it, remove ${wal}`,
  )
}

/** Whether Signpost ever made its tables there. */
export function hasOwnTables(sqlite: Sqlite.Database): boolean {
  return sqlite.prepare("select 1 from sqlite_schema where name = 'kysely_migration'").get() !== undefined
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size
}

function createEmptiedError(file: string, found: string, masterKeyFile: string): Error {
  return new Error(
    `${file} ${found}, but ${masterKeyFile} is there: a database was here and is lost. Restore a backup (docs/backup.md). To begin anew without what was in it, remove ${file}`,
  )
}
