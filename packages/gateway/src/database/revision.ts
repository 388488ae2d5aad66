import { randomUUID } from 'node:crypto'
import { PostgresAdapter, sql } from 'kysely'
import type { Queries } from './schema.ts'

/** Key of the setting that holds the revision. */
export const revisionKey = 'revision'

/** Channel that PostgreSQL announces each new revision on. */
export const changeChannel = 'signpost_changes'

/**
 * Lets changes to accounts, tokens and credentials go one at a time: the first statement of each such transaction. In
 * PostgreSQL two of them would otherwise not see each other's rows, and both could leave a default credential behind.
 */
export async function lockChanges(tx: Queries): Promise<void> {
  await tx
    .insertInto('settings')
    .values({ key: revisionKey, value: randomUUID() })
    // Stays as it is, so that a transaction that finds nothing to change wakes nobody; the row is locked all the same.
    .onConflict((conflict) => conflict.column('key').doUpdateSet((row) => ({ value: row.ref('settings.value') })))
    .execute()
}

/**
 * Marks, in the transaction of a change to tokens or credentials, that there was one. SQLite's `data_version` moves at
 * every commit of another connection, an audit event's too; the revision moves only when caches are out of date.
 */
export async function bumpRevision(tx: Queries): Promise<void> {
  const value = randomUUID()
  await tx
    .insertInto('settings')
    .values({ key: revisionKey, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
  // The one thing that only PostgreSQL has; it is sent when the transaction commits. SQLite's readers poll.
  if (tx.getExecutor().adapter instanceof PostgresAdapter) await sql`select pg_notify(${changeChannel}, '')`.execute(tx)
}

/** The present revision; undefined before the first change. */
export async function readRevision(db: Queries): Promise<string | undefined> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', revisionKey).executeTakeFirst()
  return row?.value
}
