import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type Sqlite from 'better-sqlite3'
import type { CompiledQuery } from 'kysely'
import { deleteAuditRowsBefore, selectAuditPage } from '../../src/database/audit-query.ts'
import { migrateSqlite, openSqlite, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { describeMillionth, millionCount, millionQueries } from '../samples/million-events.ts'
import { sampleTime } from '../samples/samples.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

test('among a million events each page is read off an index, without a scan and without a sort', {
  timeout: 180_000,
}, async (t) => {
  using dir = makeTempDir()
  await migrateSqlite(dir.path)
  const sqlite = openSqliteFile(join(dir.path, sqliteFileName))
  const db = openSqlite(sqlite)
  fill(sqlite)

  for (const statistics of ['without', 'with']) {
    if (statistics === 'with') sqlite.exec('analyze')
    for (const { name, query } of millionQueries) {
      const page = selectAuditPage(db, query).compile()
      const plan = explain(sqlite, page)
      assert.match(plan, /^SEARCH audit_events USING INDEX audit_events_\w+ \(account_id=\?/, name)
      assert.doesNotMatch(plan, /SCAN|TEMP B-TREE/, name)
      // Otherwise each page would read all pages before it.
      if (query.after !== undefined) assert.match(plan, /\(at,id\)[<>]/, name)
      if (statistics === 'with') t.diagnostic(`${measure(sqlite, page)} ms: ${name}: ${plan}`)
    }
  }
  const retention = deleteAuditRowsBefore(db, sampleTime + 1000, 500).compile()
  assert.doesNotMatch(explain(sqlite, retention), /SCAN audit|TEMP B-TREE/)
  await db.destroy()
})

function fill(sqlite: Sqlite.Database): void {
  sqlite.pragma('synchronous = off')
  sqlite.exec(`insert into audit_events
    with recursive number (n) as (select 1 union all select n + 1 from number where n < ${millionCount})
    select ${describeMillionth('n')} from number`)
  assert.equal(sqlite.prepare('select count(*) from audit_events').pluck().get(), millionCount)
}

function explain(sqlite: Sqlite.Database, { sql, parameters }: CompiledQuery): string {
  const steps = sqlite.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[]
  return steps.map(({ detail }) => detail).join('; ')
}

/** For the reader of the test's output; a time is no promise. */
function measure(sqlite: Sqlite.Database, { sql, parameters }: CompiledQuery): string {
  const started = performance.now()
  sqlite.prepare(sql).all(...parameters)
  return (performance.now() - started).toFixed(1)
}
