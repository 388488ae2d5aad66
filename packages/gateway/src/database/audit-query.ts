import { sql } from 'kysely'
import type { AuditQuery } from '../core/ports.ts'
import { nobody } from './audit-row.ts'
import type { AuditEventRow, Queries } from './schema.ts'

/** The insertion of rows; those that are there already are left alone. */
export function insertAuditRows(db: Queries, rows: readonly AuditEventRow[]) {
  return db
    .insertInto('audit_events')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['at', 'id']).doNothing())
}

/** The query of one page of the audit log. Every page is read off an index, whatever the filter. */
export function selectAuditPage(db: Queries, query: AuditQuery) {
  const { accountId, bucket, keyPrefix, tokenId, action, outcome, order, limit, after } = query
  const { since, until } = chooseBounds(query)
  const isNewestFirst = order === 'newest'
  const direction = isNewestFirst ? 'desc' : 'asc'
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('account_id', '=', accountId ?? nobody)
    .$if(since !== undefined, (select) => select.where('at', '>=', since as number))
    .$if(until !== undefined, (select) => select.where('at', '<', until as number))
    .$if(bucket !== undefined, (select) => select.where('bucket', '=', bucket as string))
    .$if(tokenId !== undefined, (select) => select.where('token_id', '=', tokenId as string))
    .$if(action !== undefined, (select) => select.where('action', '=', action as string))
    .$if(outcome !== undefined, (select) => select.where('outcome', '=', outcome as string))
    .$if(keyPrefix !== undefined, (select) => select.where(startsWith(keyPrefix as string)))
    .$if(after !== undefined, (select) =>
      select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('at', 'id'), isNewestFirst ? '<' : '>', tuple(after?.at ?? 0, after?.id ?? '')),
      ),
    )
    .orderBy('at', direction)
    .orderBy('id', direction)
    .limit(limit)
}

/**
 * The bounds of time that the place to go on from leaves to be said. With two bounds on one side SQLite may enter the
 * index at the wider one, and read again what the pages before have read.
 */
function chooseBounds({ since, until, order, after }: AuditQuery) {
  if (after === undefined) return { since, until }
  return order === 'newest'
    ? { since, until: until !== undefined && until <= after.at ? until : undefined }
    : { since: since !== undefined && since > after.at ? since : undefined, until }
}

/** `like` minds no case in SQLite, and a range of texts depends on the collation in PostgreSQL: both would be wrong. */
function startsWith(prefix: string) {
  return sql<boolean>`substr("key", 1, ${[...prefix].length}) = ${prefix}`
}

/** The deletion of the oldest events from before a time. */
export function deleteAuditRowsBefore(db: Queries, time: number, limit: number) {
  return db
    .deleteFrom('audit_events')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('at', 'id'),
        'in',
        selectFrom('audit_events')
          .select(['at', 'id'])
          .where('at', '<', time)
          .orderBy('at')
          .orderBy('id')
          .limit(limit)
          .$asTuple('at', 'id'),
      ),
    )
}
