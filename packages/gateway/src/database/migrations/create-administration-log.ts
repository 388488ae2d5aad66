import { type Kysely, PostgresAdapter } from 'kysely'

/**
 * What administration changed. It is a table of its own, so that the events of requests pay nothing for it: those are
 * millions of rows of numbers, these are few and wordy. Like them it outlives what it tells of, so it refers to nothing.
 *
 * `id` is the place in the order of commit, as every change waits for the same lock.
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
  // The order of the list. SQLite adds `id`, the row's number, by itself.
  const order = isPostgres ? ['at', 'id'] : ['at']
  const index = db.schema.createIndex('administration_events_order').on('administration_events')
  await index.columns(order as never[]).execute()
}
