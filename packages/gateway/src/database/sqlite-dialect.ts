import type Sqlite from 'better-sqlite3'
import type { DatabaseConnection, DialectAdapter, Driver } from 'kysely'
import { CompiledQuery, Kysely, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import { toDatabaseError } from './database-failure.ts'
import type { Tables } from './schema.ts'

/**
 * Kysely's SQLite dialect, except that a transaction takes the write lock when it begins, and that migrations run in
 * a transaction.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: Sqlite.Database
  readonly #beforeQuery: () => void

  /** @param beforeQuery is called before each query, and may throw to prevent it */
  constructor(database: Sqlite.Database, beforeQuery: () => void = () => {}) {
    super({ database })
    this.#database = database
    this.#beforeQuery = beforeQuery
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#database, this.#beforeQuery)
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalDdlSqliteAdapter()
  }
}

/**
 * SQLite rolls back `create table` like any other statement, but Kysely does not rely on it. Without a transaction,
 * processes that start at once would all migrate, and a process that is cut short would leave half of a migration behind.
 */
class TransactionalDdlSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/**
 * A deferred transaction (plain BEGIN) that reads and then writes fails at once with SQLITE_BUSY when another process
 * wrote in between: `busy_timeout` does not apply to a lock upgrade. BEGIN IMMEDIATE waits instead.
 * https://www.sqlite.org/lang_transaction.html
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: Sqlite.Database
  readonly #beforeQuery: () => void

  constructor(database: Sqlite.Database, beforeQuery: () => void) {
    super({ database })
    this.#database = database
    this.#beforeQuery = beforeQuery
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return guardConnection(await super.acquireConnection(), this.#beforeQuery)
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /** A full disk and some other failures end the transaction on their own. Then there is nothing to roll back. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection)
  }
}

/** Turns SQLite's failures into ours. This is the only place that does. */
function guardConnection(connection: DatabaseConnection, beforeQuery: () => void): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery) {
      try {
        beforeQuery()
        return await connection.executeQuery<Row>(query)
      } catch (error) {
        throw toDatabaseError(error)
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  }
}

/** The database as Kysely sees it. @param beforeQuery is called before each query, and may throw to prevent it */
export function openSqlite(sqlite: Sqlite.Database, beforeQuery?: () => void): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new ImmediateSqliteDialect(sqlite, beforeQuery) })
}
