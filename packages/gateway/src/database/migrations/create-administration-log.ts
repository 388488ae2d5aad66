import { type Kysely, PostgresAdapter } from 'kysely'

/**
 * The administration log: what administrators and commands changed. It is a table of its own, so that it costs the events of requests
 * nothing: those are millions of rows of numbers, these are few rows with much text. Like the audit log it outlives the things that it
 * describes, so it has no foreign keys.
 *
 * `id` is the place in the order of commit, because every change waits for the same lock.
 */
export async function createAdministrationLog(db: Kysely<never>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  await db.schema
    .createTable('administration_events')
    .addColumn('id', isPostgres ? 'bigint' : 'integer', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('via', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('act', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text')
    .addColumn('target_kind', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text', (column) => column.notNull())
    .addColumn('target_name', 'text', (column) => column.notNull())
    .addColumn('changes', 'text', (column) => column.notNull())
    .execute()
  // The order of the list. SQLite adds `id`, the row's number, to every index.
  const order = isPostgres ? ['at', 'id'] : ['at']
  const index = db.schema.createIndex('administration_events_order').on('administration_events')
  await index.columns(order as never[]).execute()
}
