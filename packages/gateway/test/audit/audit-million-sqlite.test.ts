import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type Sqlite from 'better-sqlite3'
import type { CompiledQuery } from 'kysely'
import { createAuditNames } from '../../src/database/audit-names.ts'
import { deleteAuditRowsBefore, selectAuditPage } from '../../src/database/audit-query.ts'
import { numberQuery } from '../../src/database/audit-repository.ts'
import { migrateSqlite, openSqlite, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { createChangeFeedStub } from '../samples/change-feed-stub.ts'
import { describeMillion, millionCount, millionQueries } from '../samples/million-events.ts'
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
  const names = createAuditNames(db, createChangeFeedStub(), () => assert.fail())

  for (const statistics of ['without', 'with']) {
    if (statistics === 'with') sqlite.exec('analyze')
    for (const { name, query } of millionQueries) {
      const page = selectAuditPage(db, (await numberQuery(names, query)) ?? assert.fail()).compile()
      const plan = explain(sqlite, page)
      const steps = plan.match(/(SEARCH|SCAN) \w+.*?(?=;|$)/g) ?? assert.fail(plan)
      for (const step of steps) assert.match(step, /^SEARCH audit_events USING INDEX audit_events_\w+ \(/, name)
      if (query.bucket === undefined && query.tokenId === undefined) {
        // What is rare would be looked for behind all that is frequent.
        for (const step of steps) assert.match(step, /_decision \(account=\? AND outcome=\? AND action=\?/, name)
      }
      assert.doesNotMatch(plan, /TEMP B-TREE/, name)
      // Otherwise each page would read all pages before it.
      if (query.after !== undefined) for (const step of steps) assert.match(step, /\bat[<>]\?/, name)
      if (statistics === 'with') t.diagnostic(`${measure(sqlite, page)} ms: ${name}: ${plan}`)
    }
  }
  const retention = deleteAuditRowsBefore(db, sampleTime + 1000, 500).compile()
  // In the order of the table, as far as it is asked to.
  assert.match(explain(sqlite, retention), /CO-ROUTINE oldest; SCAN audit_events; SCAN oldest$/)
  await db.destroy()
})

function fill(sqlite: Sqlite.Database): void {
  sqlite.pragma('synchronous = off')
  sqlite.exec(`create temp table number as
    with recursive number (n) as (select 1 union all select n + 1 from number where n < ${millionCount})
    select n from number`)
  for (const sql of describeMillion('blob')) sqlite.exec(sql)
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
