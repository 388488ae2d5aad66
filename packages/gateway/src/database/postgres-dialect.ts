import { type DialectAdapter, PostgresAdapter, PostgresDialect, sql } from 'kysely'
import type { Queries } from './schema.ts'

/**
 * Kysely's dialect of PostgreSQL, whose migrations have to run in a transaction. Kysely's own lock belongs to the session: behind a
 * pooler it would stay with a connection that nobody has any more.
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

  /** The end of the transaction does. */
  override async releaseMigrationLock(): Promise<void> {}
}

/** Whether queries go to PostgreSQL; otherwise they go to SQLite. */
export function isPostgres(db: Queries): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/** As an advisory lock has it: any number that nothing else in the database uses. */
const migrationLock = 5_130_762_201

/** Lets one transaction after the other migrate. The first thing in each, since Kysely makes its own tables before it locks. */
export async function lockMigrations(tx: Queries): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(tx)
}
