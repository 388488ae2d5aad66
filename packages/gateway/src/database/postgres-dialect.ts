import { type DialectAdapter, PostgresAdapter, PostgresDialect, sql } from 'kysely'
import type { Queries } from './schema.ts'

/**
 * Kysely's dialect of PostgreSQL, except that migrations have to run in a transaction, which holds their lock. Kysely's own lock
 * belongs to the session: behind a pooler it would stay with a connection that nobody uses any more.
 */
export class OwnPostgresDialect extends PostgresDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionAdapter()
  }
}

class TransactionAdapter extends PostgresAdapter {
  override async acquireMigrationLock(tx: Queries): Promise<void> {
    await lockMigrations(tx)
  }

  /** Does nothing: the end of the transaction releases the lock. */
  override async releaseMigrationLock(): Promise<void> {}
}

/** Whether queries go to PostgreSQL; otherwise they go to SQLite. */
export function isPostgres(db: Queries): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/** The number of an advisory lock: any number that nothing else in the database uses. */
const migrationLock = 5_130_762_201

/** Lets one transaction migrate at a time. It has to come first in each, because Kysely creates its own tables before it locks. */
export async function lockMigrations(tx: Queries): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(tx)
}
