/**
 * The database's file is gone from its path, or another file is there. Unlike an outage this does not end on its own, so
 * cached values must not bridge it. The code is SQLite's own for this case; SQLite itself reports it only without a WAL.
 */
export class DatabaseLost extends Error {
  readonly code = 'SQLITE_READONLY_DBMOVED'

  constructor(message: string) {
    super(message)
    this.name = 'DatabaseLost'
  }
}
