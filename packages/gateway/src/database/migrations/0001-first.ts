import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { createAdministrationLog } from './create-administration-log.ts'
import { createAdministrators } from './create-administrators.ts'
import { createAuditLog } from './create-audit-log.ts'
import { createStatistics } from './create-statistics.ts'

/**
 * Accounts, sealed credentials, hashed tokens, multipart uploads, settings, nodes, revisions, administrators, and the logs of requests
 * and of administration.
 */
export const first: Migration = {
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('accounts')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()

    await db.schema
      .createTable('credentials')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('access_key_id', 'text', (column) => column.notNull())
      .addColumn('sealed_secret', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('preset', 'text', (column) => column.notNull())
      .addColumn('endpoint', 'text')
      .addColumn('public_endpoint', 'text')
      .addColumn('addressing', 'text')
      .addColumn('acl_placement', 'text')
      .addColumn('signature_version', 'text', (column) => column.notNull())
      .addColumn('actions', 'text')
      .addColumn('guard', 'text')
      .addColumn('guard_asked_at', 'bigint')
      .addColumn('examination', 'text')
      .addColumn('accepts_open_store', 'integer', (column) => column.notNull())
      .addColumn('bucket_patterns', 'text', (column) => column.notNull())
      .addColumn('is_default', 'integer', (column) => column.notNull())
      .addColumn('is_sandbox', 'integer', (column) => column.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('source', 'text')
      .addColumn('renewal', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('credentials_account_id_name_unique', ['account_id', 'name'])
      .execute()

    await db.schema
      .createTable('tokens')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('limits', 'text', (column) => column.notNull())
      .addColumn('credential_id', 'text', (column) => column.references('credentials.id').onDelete('cascade'))
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('revoked_at', 'bigint')
      .addColumn('last_used_at', 'bigint')
      .addColumn('oidc_subject', 'text')
      .execute()

    // No foreign key to the credential: S3 keeps the parts when the credential is removed.
    await db.schema
      .createTable('uploads')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('credential_id', 'text', (column) => column.notNull())
      .addColumn('bucket', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('upload_id', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('size_bytes', 'bigint')
      .addColumn('part_size_bytes', 'bigint', (column) => column.notNull())
      .addColumn('content_type', 'text')
      .addColumn('checksum_algorithm', 'text')
      .addColumn('is_requester_pays', 'integer', (column) => column.notNull())
      .addColumn('must_not_replace', 'integer', (column) => column.notNull())
      .addColumn('completion_size_bytes', 'bigint')
      .addColumn('completion_part_count', 'integer')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('retry_at', 'bigint')
      .execute()
    // A key and an id together may be too long for an index of PostgreSQL. S3's ids alone are practically unique.
    await db.schema.createIndex('uploads_upload_id').on('uploads').column('upload_id').execute()
    await db.schema.createIndex('uploads_key').on('uploads').columns(['key', 'bucket']).execute()
    await db.schema.createIndex('uploads_state').on('uploads').columns(['state', 'created_at']).execute()

    // The order of the lists: a page is read from the index, without a sort.
    const order = ['created_at', 'id']
    await db.schema.createIndex('accounts_order').on('accounts').columns(order).execute()
    await db.schema
      .createIndex('credentials_order')
      .on('credentials')
      .columns(['account_id', ...order])
      .execute()
    // Few credentials renew themselves, and every node looks for them after each change.
    await db.schema
      .createIndex('credentials_source')
      .on('credentials')
      .column('id')
      .where(sql.ref('source'), 'is not', null)
      .execute()
    await db.schema
      .createIndex('uploads_order')
      .on('uploads')
      .columns(['account_id', ...order])
      .execute()
    // Includes the columns that the list is searched by, so that the table is read only for the rows found.
    await db.schema
      .createIndex('tokens_order')
      .on('tokens')
      .columns(['account_id', ...order, 'name', 'revoked_at', 'expires_at'])
      .execute()
    // Most tokens never expire.
    await db.schema
      .createIndex('tokens_expires_at')
      .on('tokens')
      .columns(['account_id', 'expires_at'])
      .where(sql.ref('expires_at'), 'is not', null)
      .execute()
    // With two tokens for one subject it would be ambiguous which one a sign-in uses.
    await db.schema
      .createIndex('tokens_oidc_subject')
      .unique()
      .on('tokens')
      .column('oidc_subject')
      .where(sql.ref('oidc_subject'), 'is not', null)
      .where(sql.ref('revoked_at'), 'is', null)
      .execute()
    await db.schema.createIndex('tokens_credential_id').on('tokens').column('credential_id').execute()

    await db.schema
      .createTable('settings')
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()

    await db.schema
      .createTable('nodes')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('host', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('workers', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
      .execute()

    // No foreign key: the removal of an account is itself a change of that account.
    await db.schema
      .createTable('revisions')
      .addColumn('revision', 'bigint', (column) => column.primaryKey().notNull())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .execute()

    await createAuditLog(db)
    await createStatistics(db)
    await createAdministrationLog(db)
    await createAdministrators(db)
  },
}
