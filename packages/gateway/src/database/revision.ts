import { sql } from 'kysely'
import { isPostgres } from './postgres-dialect.ts'
import type { Queries } from './schema.ts'

/** Key of the setting whose row serves as the lock for changes. */
const lockKey = 'changes'

/** The channel on which PostgreSQL announces each new revision. */
export const changeChannel = 'signpost_changes'

/** How many changes are stored. A node that has missed more drops everything that it has cached, of every account. */
const keptChanges = 1000

/**
 * Serializes changes to accounts, tokens and credentials. It is the first statement of each such transaction. Otherwise two
 * transactions in PostgreSQL would not see each other's rows, and each could leave a default credential behind.
 */
export async function lockChanges(tx: Queries): Promise<void> {
  await tx
    .insertInto('settings')
    .values({ key: lockKey, value: '' })
    .onConflict((conflict) => conflict.column('key').doUpdateSet((row) => ({ value: row.ref('settings.value') })))
    .execute()
}

/**
 * Records that an account's tokens or credentials were changed, in the transaction of the change and behind {@link lockChanges}.
 * SQLite's `data_version` moves at every commit of another connection, even that of an audit event. The revision moves
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
  // PostgreSQL sends the notification when the transaction commits. SQLite has none: its readers poll.
  if (isPostgres(tx)) await sql`select pg_notify(${changeChannel}, '')`.execute(tx)
}

/** The changes since a revision. */
export interface Changes {
  /** The present revision; 0 before the first change. */
  readonly revision: number
  /** The changed accounts; undefined when any account may have been changed. */
  readonly accountIds: ReadonlySet<string> | undefined
}

/** The query of the changes since a revision, for {@link readChanges}. */
export const changesSql = 'select revision, account_id from revisions where revision >= $1 order by revision'

/** Reads the rows of {@link changesSql}. The first row is that of the known revision, unless it has been deleted. */
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
