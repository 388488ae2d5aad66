import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { deleteAuditRowsBefore } from '../../src/database/audit-query.ts'
import { migratePostgres, openPostgres } from '../../src/database/open-postgres-database.ts'
import { compilePages, explainInPostgres, fillPostgres } from '../samples/audit-plans.ts'
import { millionCount } from '../samples/million-events.ts'
import { sampleTime } from '../samples/samples.ts'
import { startPostgres } from '../servers/postgres-server.ts'

const server = await startPostgres()
after(() => server[Symbol.asyncDispose]())

const step = 7

// bench/scale measures the same pages with all of the million events.

test('each page of the audit log is read from an index, without a scan', async () => {
  const url = await server.createDatabase()
  await migratePostgres(url)
  const db = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  await fillPostgres(db, step)

  for (const { name, page } of await compilePages(db, 50)) {
    const { nodes, sortedRows } = await explainInPostgres(db, page)
    assert.match(nodes.join(' '), /Index Scan( Backward)? audit_events_\w+$/, name)
    assert.doesNotMatch(nodes.join(' '), /Seq Scan/, name)
    // Several filters may leave so few rows that PostgreSQL is right to fetch and sort them all.
    assert.ok(sortedRows < millionCount / step / 100, `${name}: sorts ${sortedRows} rows`)
  }
  const { nodes } = await explainInPostgres(db, deleteAuditRowsBefore(db, sampleTime + 1000, 500).compile())
  assert.doesNotMatch(nodes.join(' '), /Seq Scan|Sort/)
  await db.destroy()
})
