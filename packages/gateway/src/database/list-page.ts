import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { ListPage } from '../core/ports.ts'
import { isPostgres } from './postgres-dialect.ts'
import type { AccountRow, Queries, Tables } from './schema.ts'

/**
 * Adds the order of the lists to a query of accounts, credentials or tokens, and the bounds of a page when one is requested.
 * Each of these tables has an index for this order.
 * @param columns the columns to search
 * @example db.selectFrom('accounts').selectAll().$call(selectPage(db, { limit: 50 }, ['name', 'id']))
 */
export function selectPage(db: Queries, page: ListPage | undefined, columns: readonly string[]) {
  return <Query extends object>(query: Query): Query => {
    // Every listed table has the columns of the order, which Kysely's types cannot say of several tables at once.
    const list = query as unknown as ListQuery
    const direction = page?.order === 'newest' ? 'desc' : 'asc'
    const ordered = list.orderBy('created_at', direction).orderBy('id', direction)
    return (page === undefined ? ordered : cutPage(db, ordered, page, columns)) as unknown as Query
  }
}

type ListQuery = SelectQueryBuilder<Tables, 'accounts', AccountRow>

function cutPage(
  db: Queries,
  query: ListQuery,
  { limit, after, order, search }: ListPage,
  columns: readonly string[],
): ListQuery {
  return query
    .$if(after !== undefined, (select) =>
      select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), order === 'newest' ? '<' : '>', tuple(after?.createdAt ?? 0, after?.id ?? '')),
      ),
    )
    .$if(search !== undefined, (select) =>
      select.where(({ or }) => or(columns.map((column) => contains(db, column, search ?? '')))),
    )
    .limit(limit)
}

/**
 * Whether a column contains a text, in letters of either case. No index can find the rows, but an index that has the column is read
 * instead of the table. Names and ids are ASCII, so PostgreSQL can compare them without the rules of a language, in half the time.
 */
export function contains(db: Queries, column: string, text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  const value = isPostgres(db) ? sql`lower(${sql.ref(column)} collate "C")` : sql.ref(column)
  return sql<SqlBool>`${value} like ${pattern} escape '\\'`
}
