import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type Sqlite from 'better-sqlite3'
import { sampleTime } from '../../test/samples/samples.ts'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { hourMs } from '../core/statistics-ports.ts'
import { type AddedRow, addedColumns } from './audit-row.ts'
import { migrateSqlite, sqliteFileName } from './open-sqlite-database.ts'
import { openSqliteFile } from './open-sqlite-file.ts'
import { createAuditBatchWriter } from './sqlite-audit-batch.ts'
import { createSqliteAuditCounter } from './sqlite-audit-counter.ts'

/** Opens a connection that adds and counts, like the writer's thread. */
function connect(file: string) {
  const sqlite = openSqliteFile(file)
  const counter = createSqliteAuditCounter(sqlite)
  return { sqlite, counter, batches: createAuditBatchWriter(sqlite, counter.tally) }
}

let made = 0

/** Rows over two days that differ in everything that is counted separately. */
function makeRows(count: number, tokens = 5): AddedRow[] {
  return Array.from({ length: count }, () => {
    const n = made++
    const some: Partial<Record<(typeof addedColumns)[number], string | number>> = {
      at: sampleTime + (n % 31) * 1.5 * hourMs,
      account: n % 3,
      operation: 1,
      action: n % 2,
      outcome: 1 + (n % 3),
      status: 200,
      client_address: '192.0.2.1',
      request_id: '0190a1b2-0000-7000-8000-000000000000',
      count: n % 10 === 0 ? 7 : 1,
      ...(n % 4 === 0 ? {} : { token: 100 + (n % tokens) }),
      ...(n % 3 === 0 ? {} : { code: 10 + (n % 2) }),
      ...(n % 5 === 0 ? {} : { credential: 20 + (n % 2) }),
    }
    return addedColumns.map((name) => some[name])
  })
}

function toBatch(rows: readonly AddedRow[]): string {
  return JSON.stringify(rows.map((row) => [row]))
}

/** Compares the counts with those of one plain query over the whole log. */
function requireSame(sqlite: Sqlite.Database, when: string): void {
  const hours = sqlite.prepare('select * from audit_hours order by 1, 2, 3, 4, 5, 6').all()
  const plainHours = sqlite.prepare(`select account, at / ${hourMs} as hour, outcome, action, coalesce(code, 0) as code,
    coalesce(credential, 0) as credential, sum(count) as count from audit_events group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`)
  assert.deepEqual(hours, plainHours.all(), when)
  const tokens = sqlite.prepare('select * from audit_token_hours order by 1, 2, 3, 4, 5').all()
  const plainTokens =
    sqlite.prepare(`select account, unit, at / ${hourMs} / unit * unit as hour, token, outcome, sum(count) as count
    from audit_events, (select 1 as unit union all select 24) where token is not null group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`)
  assert.deepEqual(tokens, plainTokens.all(), when)
}

function countAll({ counter }: ReturnType<typeof connect>): number {
  let steps = 0
  while (counter.countNext()) steps++
  return steps
}

test('events counted in memory and events that are read make the same counts, whichever connection adds or counts', async () => {
  using dir = makeTempDir()
  await migrateSqlite(dir.path)
  const file = join(dir.path, sqliteFileName)
  const [one, other] = [connect(file), connect(file)]

  // In rounds 0 and 3 one connection adds and counts. The other adds before it in round 1, and adds in turn with it and counts in round 2.
  for (const [round, writers] of [
    [one, one],
    [other, one, one],
    [one, other, one, other],
    [one, one],
  ].entries()) {
    for (const { batches } of writers) batches.append(toBatch(makeRows(70)), false)
    const counting = round % 3 === 2 ? other : one
    assert.equal(countAll(counting), 1, `round ${round}`)
    requireSame(one.sqlite, `round ${round}`)
  }
  for (const { sqlite } of [one, other]) sqlite.close()
})

test('events that are added carefully, and those after them, are read', async () => {
  using dir = makeTempDir()
  await migrateSqlite(dir.path)
  const one = connect(join(dir.path, sqliteFileName))

  one.batches.append(toBatch(makeRows(10)), false)
  one.batches.append(toBatch(makeRows(10)), true)
  const [refused = [], ...good] = makeRows(10)
  const bad = refused.map((value, place) => (addedColumns[place] === 'outcome' ? null : value))
  assert.equal(one.batches.append(toBatch([bad, ...good]), false).length, 1)
  one.batches.append(toBatch(makeRows(10)), false)

  assert.equal(countAll(one), 1)
  requireSame(one.sqlite, 'at the end')
  one.sqlite.close()
})

test('more events than are counted at once are counted step by step, and the counts in memory are bounded', async () => {
  using dir = makeTempDir()
  await migrateSqlite(dir.path)
  const [one, other] = [connect(join(dir.path, sqliteFileName)), connect(join(dir.path, sqliteFileName))]

  other.batches.append(toBatch(makeRows(4500)), false)
  // The tally accepts no more batches once it has a thousand counts.
  for (let batch = 0; batch < 8; batch++) one.batches.append(toBatch(makeRows(600, 5000)), false)

  assert.equal(one.counter.countNext(), true)
  requireSameUpTo(one.sqlite, 2000)
  assert.ok(countAll(one) >= 2)
  requireSame(one.sqlite, 'at the end')
  for (const { sqlite } of [one, other]) sqlite.close()
})

function requireSameUpTo(sqlite: Sqlite.Database, position: number): void {
  const find = sqlite.prepare("select cast(value as integer) from settings where key = 'statistics_position'").pluck()
  assert.equal(find.get(), position)
  const count = sqlite.prepare('select sum(count) from audit_hours').pluck().get()
  assert.equal(count, sqlite.prepare('select sum(count) from audit_events where id <= ?').pluck().get(position))
}
