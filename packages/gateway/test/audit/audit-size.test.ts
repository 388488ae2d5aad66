import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { newId } from '../../src/core/ids.ts'
import type { AuditEvent } from '../../src/core/model.ts'
import type { Database } from '../../src/core/ports.ts'
import { openPostgresDatabase } from '../../src/database/open-postgres-database.ts'
import { openSqliteDatabase } from '../../src/database/open-sqlite-database.ts'
import { query, startPostgres } from '../servers/postgres-server.ts'
import { repositoryRoot } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** An event among a million takes the same room, within one percent. */
const eventCount = 20_000
const batchSize = 200

test('an audit event takes the room in SQLite that docs/operations.md states', async (t) => {
  using dir = makeTempDir()
  await fill(await openSqliteDatabase(dir.path))

  compare(t, 'SQLite', statSync(join(dir.path, 'signpost.db')).size)
})

test('an audit event takes the room in PostgreSQL that docs/operations.md states', {
  skip: skipWithout('postgresql'),
}, async (t) => {
  await using server = await startPostgres()
  const url = await server.createDatabase()
  await fill(await openPostgresDatabase({ url, poolSize: 1, staleAfterMs: 1000 }))

  const [row] = await query<{ bytes: string }>(url, "select pg_total_relation_size('audit_events') as bytes")
  compare(t, 'PostgreSQL', Number(row?.bytes))
})

async function fill(database: Database): Promise<void> {
  const [accountId, credentialId] = [newId('acc'), newId('cred')]
  const tokenIds = Array.from({ length: 50 }, () => newId('tok'))
  const buckets = ['company-docs', 'my-images', 'customer-uploads', 'podcasts']
  const startedAt = Date.now()
  for (let first = 0; first < eventCount; first += batchSize) {
    const batch = Array.from({ length: batchSize }, (_, index): AuditEvent => {
      const n = first + index
      const outcome = n % 100 === 0 ? ({ outcome: 'denied', code: 'token_not_allowed', status: 403 } as const) : signed
      return {
        at: startedAt + 3 * n,
        requestId: crypto.randomUUID(),
        clientAddress: '203.0.113.77',
        operation: 'signed_url_for_fetch',
        action: 'download',
        ...outcome,
        ...{ accountId, credentialId, tokenId: tokenIds[(n * 7) % tokenIds.length] ?? '', expiresInSeconds: 300 },
        bucket: buckets[n % buckets.length] ?? '',
        key: `reports/2026/11/${n}/quarterly-report.pdf`,
      }
    })
    await database.audit.append(batch.map((event) => [event]))
  }
  await database.close()
}

const signed = { outcome: 'allowed', status: 200 } as const

/** Compares with the second cell of the table's row. The length of keys accounts for ten percent more or less. */
function compare(t: TestContext, engine: string, bytes: number): void {
  const page = readFileSync(`${repositoryRoot}docs/operations.md`, 'utf8')
  const documented = Number(new RegExp(`^\\| ${engine} \\| (\\d+) \\|`, 'm').exec(page)?.[1])
  const measured = bytes / eventCount
  t.diagnostic(`${measured.toFixed(0)} bytes per event, ${documented} in docs/operations.md`)
  assert.ok(Math.abs(measured / documented - 1) < 0.1, `${measured} instead of ${documented}`)
}
