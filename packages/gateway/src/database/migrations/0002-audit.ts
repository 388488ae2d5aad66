import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The audit log. It refers to accounts, tokens and credentials by id without a foreign key: it outlives them, and an
 * insert looks nothing up.
 *
 * The primary key is the order of the log, so that inserts append and retention deletes from the other end. Each index
 * serves one filter of `audit list` together with that order, so that no page needs a sort.
 */
export const audit: Migration = {
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('audit_events')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('token_id', 'text')
      .addColumn('operation', 'text', (column) => column.notNull())
      .addColumn('action', 'text')
      .addColumn('bucket', 'text')
      .addColumn('key', 'text')
      .addColumn('expires_in_seconds', 'integer')
      .addColumn('acl', 'text')
      .addColumn('credential_id', 'text')
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('code', 'text')
      .addColumn('status', 'integer', (column) => column.notNull())
      .addColumn('client_address', 'text', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_events_primary_key', ['at', 'id'])
      .execute()

    const indexes = [
      { name: 'audit_events_account', columns: ['account_id', 'at', 'id'] },
      { name: 'audit_events_bucket', columns: ['account_id', 'bucket', 'at', 'id'] },
      { name: 'audit_events_token', columns: ['account_id', 'token_id', 'at', 'id'] },
      { name: 'audit_events_outcome', columns: ['account_id', 'outcome', 'at', 'id'] },
    ]
    for (const { name, columns } of indexes) {
      await db.schema.createIndex(name).on('audit_events').columns(columns).execute()
    }
  },
}
