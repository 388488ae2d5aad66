import type { SelectQueryBuilder } from 'kysely'
import type { ListPage } from '../core/ports.ts'
import type { AccountRow, Tables } from './schema.ts'

/**
 * Puts the order of the lists on a query of accounts, credentials or tokens, and the bounds of a page, if one is asked
 * for. Each of these tables has an index for it.
 * @example db.selectFrom('accounts').selectAll().$call(selectPage({ limit: 50 }))
 */
export function selectPage(page: ListPage | undefined) {
  return <Query extends object>(query: Query): Query => {
    // Every listed table has these two columns, which Kysely's types cannot say of several tables at once.
    const ordered = (query as unknown as ListQuery).orderBy('created_at').orderBy('id')
    return (page === undefined ? ordered : cutPage(ordered, page)) as unknown as Query
  }
}

type ListQuery = SelectQueryBuilder<Tables, 'accounts', AccountRow>

function cutPage(query: ListQuery, { limit, after }: ListPage): ListQuery {
  if (after === undefined) return query.limit(limit)
  return query
    .where(({ eb, refTuple, tuple }) => eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)))
    .limit(limit)
}
