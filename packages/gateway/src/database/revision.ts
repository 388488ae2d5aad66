import { sql } from 'kysely'
import { isPostgres } from './postgres-dialect.ts'
import type { Queries } from './schema.ts'

/** Key of the setting whose row is the lock of the changes. */
const lockKey = 'changes'

/** Channel that PostgreSQL announces each new revision on. */
export const changeChannel = 'signpost_changes'

/** Changes that are kept. A node that has missed more drops what it cached of every account. */
const keptChanges = 1000

/**
 * Lets changes to accounts, tokens and credentials go one at a time: the first statement of each such transaction. In
 * PostgreSQL two of them would otherwise not see each other's rows, and both could leave a default credential behind.
 */
export async function lockChanges(tx: Queries): Promise<void> {
  await tx
    .insertInto('settings')
    .values({ key: lockKey, value: '' })
    .onConflict((conflict) => conflict.column('key').doUpdateSet((row) => ({ value: row.ref('settings.value') })))
    .execute()
}

/**
 * Marks, in the transaction of a change to an account's tokens or credentials and behind {@link lockChanges}, that there
 * was one. SQLite's `data_version` moves at every commit of another connection, an audit event's too; the revision moves
 * only when caches are out of date.
 */
export async function bumpRevision(tx: Queries, accountId: string): Promise<void> {
  const last = tx.selectFrom('revisions').select(({ fn }) => fn.max('revision').as('revision'))
  const { revision } = await last.executeTakeFirstOrThrow()
  const next = (revision ?? 0) + 1
  await tx.insertInto('revisions').values({ revision: next, account_id: accountId }).execute()
  await tx
    .deleteFrom('revisions')
    .where('revision', '<=', next - keptChanges)
    .execute()
  // The one thing that only PostgreSQL has; it is sent when the transaction commits. SQLite's readers poll.
  if (isPostgres(tx)) await sql`select pg_notify(${changeChannel}, '')`.execute(tx)
}

/** What was changed since a revision. */
export interface Changes {
  /** The present revision; 0 before the first change. */
  readonly revision: number
  /** The accounts that were changed; undefined when any may have been. */
  readonly accountIds: ReadonlySet<string> | undefined
}

/** The query of what was changed since a revision, for {@link readChanges}. */
export const changesSql = 'select revision, account_id from revisions where revision >= $1 order by revision'

/** Reads the rows of {@link changesSql}, which begin with that of the revision that was known. */
export function readChanges(
  since: number,
  rows: readonly { readonly revision: number; readonly account_id: string }[],
): Changes {
  const revision = rows.at(-1)?.revision ?? 0
  const [first] = rows
  const isContinued = first === undefined ? since === 0 : first.revision === Math.max(since, 1)
  if (!isContinued) return { revision, accountIds: undefined }
  const news = rows.filter((row) => row.revision > since)
  return { revision, accountIds: new Set(news.map((row) => row.account_id)) }
}
