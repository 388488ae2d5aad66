import type Sqlite from 'better-sqlite3'
import { type CompiledQuery, sql } from 'kysely'
import { createAuditNames } from '../../src/database/audit-names.ts'
import { selectAuditMark, selectAuditPage, widenToIndex } from '../../src/database/audit-query.ts'
import { numberQuery } from '../../src/database/audit-repository.ts'
import type { Queries } from '../../src/database/schema.ts'
import { withoutPostgresIndexes, withoutSqliteIndexes } from './audit-indexes.ts'
import { createChangeFeedStub } from './change-feed-stub.ts'
import { describeMillion, millionCount, millionQueries } from './million-events.ts'

/** PostgreSQL's plan for a page. */
export interface PostgresPlan {
  /** The nodes from the top down, each with its index. */
  readonly nodes: readonly string[]
  /** The largest number of rows that a sort reads. */
  readonly sortedRows: number
  readonly ms: number
}

/**
 * Puts every `step`-th event of the million into a migrated database.
 * @param count of the series from which the events are taken; larger than a million, the series continues in the same way
 * @returns the number of stored events
 */
export function fillSqlite(sqlite: Sqlite.Database, step: number, count = millionCount): number {
  sqlite.pragma('synchronous = off')
  sqlite.exec(`create temp table number as
    with recursive number (n) as (select 1 union all select n + ${step} from number where n + ${step} <= ${count})
    select n from number`)
  withoutSqliteIndexes(sqlite, () => {
    for (const statement of describeMillion('blob')) sqlite.exec(statement)
  })
  return sqlite.prepare('select count(*) from audit_events').pluck().get() as number
}

/** The same for PostgreSQL, followed by `vacuum analyze`. */
export async function fillPostgres(db: Queries, step: number, count = millionCount): Promise<void> {
  const numbers = `select n from generate_series(1::bigint, ${count}, ${step}) n`
  const run = async (statement: string) => (await sql.raw(statement).execute(db)).rows
  await run(`create temp table number as ${numbers}`)
  await withoutPostgresIndexes(run, async () => {
    for (const statement of describeMillion('bytea')) await run(statement)
  })
  await run('vacuum analyze audit_events')
}

/**
 * Compiles the query of a page for each filter, as the repository sends it.
 * @param stride how many events are scanned at a time if no index covers all filters
 */
export async function compilePages(db: Queries, stride = 5000) {
  const names = createAuditNames(db, createChangeFeedStub(), async () => undefined)
  return Promise.all(
    millionQueries.map(async ({ name, query }) => {
      const numbered = await numberQuery(names, query)
      if (numbered === undefined) throw new Error(`${name} asks for a name that the log does not have`)
      const wide = widenToIndex(numbered)
      const upTo =
        wide === undefined ? undefined : await selectAuditMark(db, { ...wide, limit: stride }).executeTakeFirst()
      return { name, query, page: selectAuditPage(db, { ...numbered, upTo }).compile() }
    }),
  )
}

/** Reads the steps of SQLite's plan. https://www.sqlite.org/eqp.html */
export function explainInSqlite(sqlite: Sqlite.Database, query: CompiledQuery): string {
  const steps = sqlite.prepare(`explain query plan ${query.sql}`).all(...query.parameters) as { detail: string }[]
  return steps.map(({ detail }) => detail).join('; ')
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly Plans?: readonly PlanNode[]
}

/** Runs a query, and reads PostgreSQL's plan of it. https://www.postgresql.org/docs/current/sql-explain.html */
export async function explainInPostgres(db: Queries, query: CompiledQuery): Promise<PostgresPlan> {
  const explained = { ...query, sql: `explain (analyze, format json) ${query.sql}` }
  const { rows } = await db.executeQuery<{ 'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time': number }] }>(explained)
  const top = rows[0]?.['QUERY PLAN'][0]
  if (top === undefined) throw new Error('PostgreSQL returned no plan')
  return { nodes: listNodes(top.Plan), ms: top['Execution Time'], sortedRows: countSortedRows(top.Plan) }
}

function countSortedRows(plan: PlanNode): number {
  const inputs = plan.Plans ?? []
  const own = plan['Node Type'].includes('Sort') ? inputs.map((input) => input['Actual Rows']) : []
  return Math.max(0, ...own, ...inputs.map(countSortedRows))
}

function listNodes(plan: PlanNode): string[] {
  const own = [plan['Node Type'], plan['Index Name']].filter((text) => text !== undefined).join(' ')
  return [own, ...(plan.Plans ?? []).flatMap(listNodes)]
}
