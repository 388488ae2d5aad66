import type Sqlite from 'better-sqlite3'
import type { DatabaseConnection, Driver } from 'kysely'
import { CompiledQuery, SqliteDialect, SqliteDriver } from 'kysely'

/** Kysely's SQLite dialect, except that a transaction takes the write lock when it begins. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: Sqlite.Database

  constructor(database: Sqlite.Database) {
    super({ database })
    this.#database = database
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver({ database: this.#database })
  }
}

/**
 * A deferred transaction (plain BEGIN) that reads and then writes fails at once with SQLITE_BUSY when another process
 * wrote in between: `busy_timeout` does not apply to a lock upgrade. BEGIN IMMEDIATE waits instead.
 * https://www.sqlite.org/lang_transaction.html
 */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}
