import Sqlite from 'better-sqlite3'

/** Opens the file with the settings that Signpost's promises rest on. */
export function openSqliteFile(file: string): Sqlite.Database {
  const sqlite = new Sqlite(file, { timeout: 5000 })
  // WAL lets readers and one writer go on at once; FULL flushes every commit, so that a power cut loses none.
  sqlite.pragma('journal_mode = wal')
  sqlite.pragma('synchronous = full')
  sqlite.pragma('foreign_keys = on')
  sqlite.pragma('trusted_schema = off')
  return sqlite
}
