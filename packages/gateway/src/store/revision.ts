import { randomUUID } from 'node:crypto'
import type { Database } from './schema.ts'

const key = 'revision'

/**
 * Marks, in the transaction of a change to tokens or credentials, that there was one. SQLite's `data_version` moves at
 * every commit of another connection, an audit event's too; the revision moves only when caches are out of date.
 */
export async function bumpRevision(db: Database): Promise<void> {
  const value = randomUUID()
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

/** The present revision; undefined before the first change. */
export async function readRevision(db: Database): Promise<string | undefined> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}
