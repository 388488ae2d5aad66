import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type CompiledQuery, sql } from 'kysely'
import { createAuditNames } from '../../src/database/audit-names.ts'
import { deleteAuditRowsBefore, selectAuditPage } from '../../src/database/audit-query.ts'
import { numberQuery } from '../../src/database/audit-repository.ts'
import { migratePostgres, openPostgres } from '../../src/database/open-postgres-database.ts'
import type { Queries } from '../../src/database/schema.ts'
import { createChangeFeedStub } from '../samples/change-feed-stub.ts'
import { describeMillion, millionCount, millionQueries } from '../samples/million-events.ts'
import { sampleTime } from '../samples/samples.ts'
import { startPostgres } from '../servers/postgres-server.ts'

const server = await startPostgres()
after(() => server[Symbol.asyncDispose]())

interface Plan {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly Plans?: readonly Plan[]
}

test('among a million events each page is read off an index, without a scan', { timeout: 180_000 }, async (t) => {
  const url = await server.createDatabase()
  await migratePostgres(url)
  const db = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  await fill(db)
  const names = createAuditNames(db, createChangeFeedStub(), () => assert.fail())

  for (const { name, query } of millionQueries) {
    const { nodes, ms, sortedRows } = await explain(
      db,
      selectAuditPage(db, (await numberQuery(names, query)) ?? assert.fail()).compile(),
    )
    t.diagnostic(`${ms.toFixed(1)} ms: ${name}: ${nodes.join(' < ')}`)
    assert.match(nodes.join(' '), /Index Scan( Backward)? audit_events_\w+$/, name)
    assert.doesNotMatch(nodes.join(' '), /Seq Scan/, name)
    // What several filters leave may be so little that PostgreSQL fetches it all, rightly.
    assert.ok(sortedRows < millionCount / 100, `${name}: sorts ${sortedRows} rows`)
  }
  const { nodes } = await explain(db, deleteAuditRowsBefore(db, sampleTime + 1000, 500).compile())
  assert.doesNotMatch(nodes.join(' '), /Seq Scan|Sort/)
  await db.destroy()
})

async function fill(db: Queries): Promise<void> {
  await sql.raw(`create temp table number as select n from generate_series(1, ${millionCount}) n`).execute(db)
  for (const text of describeMillion('bytea')) await sql.raw(text).execute(db)
  await sql`vacuum analyze audit_events`.execute(db)
}

/** The nodes of the plan from the top down, and how long it took. */
async function explain(db: Queries, query: CompiledQuery) {
  const explained = { ...query, sql: `explain (analyze, format json) ${query.sql}` }
  const { rows } = await db.executeQuery<{ 'QUERY PLAN': [{ Plan: Plan; 'Execution Time': number }] }>(explained)
  const top = rows[0]?.['QUERY PLAN'][0] ?? assert.fail()
  return { nodes: listNodes(top.Plan), ms: top['Execution Time'], sortedRows: countSortedRows(top.Plan) }
}

function countSortedRows(plan: Plan): number {
  const inputs = plan.Plans ?? []
  const own = plan['Node Type'].includes('Sort') ? inputs.map((input) => input['Actual Rows']) : []
  return Math.max(0, ...own, ...inputs.map(countSortedRows))
}

function listNodes(plan: Plan): string[] {
  const own = [plan['Node Type'], plan['Index Name']].filter((part) => part !== undefined).join(' ')
  return [own, ...(plan.Plans ?? []).flatMap(listNodes)]
}
