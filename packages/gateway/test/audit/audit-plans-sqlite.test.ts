import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { deleteAuditRowsBefore } from '../../src/database/audit-query.ts'
import { migrateSqlite, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { openSqlite } from '../../src/database/sqlite-dialect.ts'
import { compilePages, explainInSqlite, fillSqlite } from '../samples/audit-plans.ts'
import { sampleTime } from '../samples/samples.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// bench/scale measures the same pages with all of the million events.

test('each page of the audit log is read from an index, without a scan and without a sort', async () => {
  using dir = makeTempDir()
  await migrateSqlite(dir.path)
  const sqlite = openSqliteFile(join(dir.path, sqliteFileName))
  const db = openSqlite(sqlite)
  assert.ok(fillSqlite(sqlite, 97) > 10_000)

  for (const statistics of ['without', 'with']) {
    if (statistics === 'with') sqlite.exec('analyze')
    for (const { name, query, page } of await compilePages(db, 50)) {
      const plan = explainInSqlite(sqlite, page)
      const steps = plan.match(/(SEARCH|SCAN) \w+.*?(?=;|$)/g) ?? assert.fail(plan)
      for (const step of steps) {
        assert.match(step, /^SEARCH audit_events USING INDEX audit_events_\w+ \(/, name)
        // Any other index would pass over all frequent events to find a rare one.
        const needsDecision =
          query.bucket === undefined && query.tokenId === undefined && query.clientToken === undefined
        if (needsDecision) assert.match(step, /_decision \(account=\? AND outcome=\? AND action=\?/, name)
        // Otherwise each page would read all the pages before it.
        if (query.after !== undefined) assert.match(step, /\bat[<>]\?/, name)
      }
      assert.doesNotMatch(plan, /TEMP B-TREE/, name)
    }
  }
  const retention = deleteAuditRowsBefore(db, sampleTime + 1000, 500).compile()
  // Reads in the order of the table, only as far as the limit.
  assert.match(
    explainInSqlite(sqlite, retention),
    /CO-ROUTINE oldest; SCAN audit_events; SCAN oldest; SCALAR SUBQUERY \d; SEARCH settings USING INDEX \S+ \(key=\?\)$/,
  )
  await db.destroy()
})
