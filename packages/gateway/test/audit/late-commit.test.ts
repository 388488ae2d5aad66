import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import type { AuditRepository } from '../../src/core/audit-ports.ts'
import { toAuditRow } from '../../src/database/audit-row.ts'
import { openPostgres, openPostgresDatabase } from '../../src/database/open-postgres-database.ts'
import { openSqliteDatabase, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { createPostgresAuditRepository } from '../../src/database/postgres-audit-repository.ts'
import { createAuditBatchWriter } from '../../src/database/sqlite-audit-batch.ts'
import { createChangeFeedStub } from '../samples/change-feed-stub.ts'
import { sampleAuditEvent, sampleTime } from '../samples/samples.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** Three events. The slow writer's gets its number before the quick writer's, but is committed later. */
const [known, slow, quick] = [1, 2, 3].map((n) => sampleAuditEvent({ at: sampleTime + n }))

test('in PostgreSQL no reader sees an event before an earlier-numbered one is committed', {
  skip: skipWithout('postgresql'),
}, async () => {
  await using server = await startPostgres()
  const url = await server.createDatabase()
  const database = await openPostgresDatabase({ url, poolSize: 2, staleAfterMs: 1000 })
  await using other = openPostgres(url, { size: 1, statementTimeoutMs: 5000 })
  if (known !== undefined) await database.audit.append([[known]])
  let overtaking: Promise<unknown> = Promise.resolve()

  await other.transaction().execute(async (tx) => {
    if (slow !== undefined) await createPostgresAuditRepository(tx, createChangeFeedStub()).append([[slow]])
    overtaking = tryToOvertake(database.audit)
    await wait(300)
    assert.deepEqual(await readRequests(database.audit), [known?.requestId])
  })

  await overtaking
  assert.deepEqual(
    await readRequests(database.audit),
    [known, slow, quick].map((event) => event?.requestId),
  )
  await database.close()
})

test('in SQLite no reader sees an event before an earlier-numbered one is committed', async () => {
  using dir = makeTempDir()
  const database = await openSqliteDatabase(dir.path)
  if (known !== undefined) await database.audit.append([[known]])
  const other = openSqliteFile(join(dir.path, sqliteFileName))

  other.exec('begin immediate')
  if (slow === undefined) throw new Error('There is no event')
  const batch = JSON.stringify([[toAuditRow(slow, () => 1)]])
  assert.deepEqual(createAuditBatchWriter(other).append(batch, false), [])
  const overtaking = tryToOvertake(database.audit)
  await wait(300)
  assert.deepEqual(await readRequests(database.audit), [known?.requestId])
  other.exec('commit')

  await overtaking
  assert.deepEqual(
    await readRequests(database.audit),
    [known, slow, quick].map((event) => event?.requestId),
  )
  other.close()
  await database.close()
})

async function tryToOvertake(audit: AuditRepository): Promise<void> {
  if (quick !== undefined) await audit.append([[quick]])
}

/** The requests seen by a reader that continues from the last event, one event at a time. */
async function readRequests(audit: AuditRepository): Promise<string[]> {
  const seen: string[] = []
  for (let id = 0; ; ) {
    const [entry] = await audit.listAfter(id, 1)
    if (entry === undefined) return seen
    seen.push(entry.requestId)
    id = entry.id
  }
}
