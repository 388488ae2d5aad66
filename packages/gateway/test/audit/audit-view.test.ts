import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import type { AuditEvent } from '../../src/core/model.ts'
import type { Database } from '../../src/core/ports.ts'
import { openPostgresDatabase } from '../../src/database/open-postgres-database.ts'
import { openSqliteDatabase, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { sampleAuditEvent } from '../samples/samples.ts'
import { query, startPostgres } from '../servers/postgres-server.ts'
import { repositoryRoot } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const requestId = '0b8f7c1e-8d61-4c7e-9a55-3f2f4c1d9e70'
const allowed = { tokenId: 'tok_1', bucket: 'my-bucket', key: 'a.txt', action: 'upload', requestId } as const
const denied = { tokenId: 'tok_2', outcome: 'denied', code: 'token_not_allowed', status: 403 } as const
const { accountId: _, ...nobodys } = sampleAuditEvent({ outcome: 'denied', code: 'token_unknown' })
const events: readonly AuditEvent[] = [
  sampleAuditEvent(allowed),
  sampleAuditEvent(denied),
  sampleAuditEvent({ ...denied, at: 0 }),
  sampleAuditEvent(denied),
  nobodys,
]

test('the SQL of docs/audit.md reads the log with names, not numbers, in SQLite', async () => {
  using dir = makeTempDir()
  await fill(await openSqliteDatabase(dir.path))
  const sqlite = openSqliteFile(join(dir.path, sqliteFileName))

  await check(async (sql) => sqlite.prepare(sql).all() as Row[])

  sqlite.close()
})

test('the SQL of docs/audit.md reads the log with names, not numbers, in PostgreSQL', {
  skip: skipWithout('postgresql'),
}, async () => {
  await using server = await startPostgres()
  const url = await server.createDatabase()
  await fill(await openPostgresDatabase({ url, poolSize: 1, staleAfterMs: 1000 }))

  await check((sql) => query<Row>(url, sql))
})

type Row = Record<string, unknown>

async function fill(database: Database): Promise<void> {
  await database.audit.append(events.map((event) => [event]))
  await database.close()
}

async function check(read: (sql: string) => Promise<Row[]>): Promise<void> {
  const page = readFileSync(`${repositoryRoot}docs/audit.md`, 'utf8')
  const [refusals = '', request = '', ...others] = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql ?? '')
  assert.equal(others.length, 0)

  const counted = await read(refusals)
  const [found, ...more] = await read(request)

  assert.deepEqual(
    counted.map(({ token_id, refused }) => [token_id, Number(refused)]),
    [['tok_2', 2]],
  )
  const { time, ...words } = found ?? assert.fail()
  assert.deepEqual(words, { operation: 'signed_url', outcome: 'allowed', bucket: 'my-bucket', key: 'a.txt' })
  assert.equal(new Date(time as string | Date).toISOString(), '2026-01-02T03:04:05.000Z')
  assert.equal(more.length, 0)
  const columns = /The\s+view `audit` has the names: (.*?)\. You/s.exec(page)?.[1]?.match(/`(\w+)`/g)
  const [all] = await read('select * from audit order by id limit 1')
  assert.deepEqual(
    Object.keys(all ?? {}).map((name) => `\`${name}\``),
    columns,
  )
  const [nobody] = await read(`select id from audit where account_id is null`)
  assert.equal(Number(nobody?.id), 5)
}
