import { existsSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/** How long a statement waits for the transactions of other connections. */
export const busyTimeoutMs = 5000

/**
 * Opens the file with the settings that Signpost's guarantees rest on.
 * @throws Error when there is a WAL without its database, or when the file cannot be used; the message names the file
 */
export function openSqliteFile(file: string): Sqlite.Database {
  refuseOrphanedWal(file)
  try {
    return openWithSettings(file)
  } catch (error) {
    // SQLite's own message does not name the file.
    throw Object.assign(new Error(`${file}: ${(error as Error).message}`, { cause: error }), {
      code: (error as { code?: string }).code,
    })
  }
}

function openWithSettings(file: string): Sqlite.Database {
  const sqlite = new Sqlite(file, { timeout: busyTimeoutMs })
  // WAL lets readers and one writer work at once. FULL flushes every commit, so that a power cut loses none.
  sqlite.pragma('journal_mode = wal')
  sqlite.pragma('synchronous = full')
  sqlite.pragma('foreign_keys = on')
  sqlite.pragma('trusted_schema = off')
  // Overwrites deleted data: otherwise a removed credential's secret would stay in the file's free space.
  sqlite.pragma('secure_delete = on')
  return sqlite
}

/**
 * Opens a file like {@link openSqliteFile}, unless it is the remains of a lost database: it has none of Signpost's tables, but there
 * is a master key beside it.
 * @param masterKeyFile the master key file of the same installation; undefined when its master key never was in a file
 * @throws Error that says what was found and what to do
 */
export function openKnownSqliteFile(file: string, masterKeyFile: string | undefined): Sqlite.Database {
  const size = sizeOf(file)
  // The size is read before the key is looked for: another process's first start creates the database before the key.
  const isKnown = size !== undefined && masterKeyFile !== undefined && existsSync(masterKeyFile)
  if (isKnown && size === 0) throw createEmptiedError(file, 'is empty', masterKeyFile)
  const sqlite = openSqliteFile(file)
  try {
    if (isKnown && !hasOwnTables(sqlite)) throw createEmptiedError(file, "has none of Signpost's tables", masterKeyFile)
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/**
 * Refuses a WAL whose database is empty or missing. SQLite would delete the WAL, and the latest writes with it.
 * @throws Error when there is such a WAL
 */
export function refuseOrphanedWal(file: string): void {
  const wal = `${file}-wal`
  if ((sizeOf(file) ?? 0) > 0 || (sizeOf(wal) ?? 0) === 0) return
  const found = existsSync(file) ? 'is empty' : 'does not exist'
  throw new Error(
    `${file} ${found}, but ${wal} has content: a database was here and is lost. Put its file back, or restore a backup into a new data directory (docs/backup.md). To start over without the lost data, remove ${wal}`,
  )
}

/** Whether Signpost has ever created its tables in this database. */
export function hasOwnTables(sqlite: Sqlite.Database): boolean {
  return sqlite.prepare("select 1 from sqlite_schema where name = 'kysely_migration'").get() !== undefined
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size
}

function createEmptiedError(file: string, found: string, masterKeyFile: string): Error {
  return new Error(
    `${file} ${found}, but ${masterKeyFile} exists: a database was here and is lost. Restore a backup (docs/backup.md). To start over without the lost data, remove ${file}`,
  )
}
