import Sqlite from 'better-sqlite3'

/** How long a statement waits for the transactions of others. */
export const busyTimeoutMs = 5000

/** Opens the file with the settings that Signpost's promises rest on. */
export function openSqliteFile(file: string): Sqlite.Database {
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
