import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startLoad } from '../servers/client-load.ts'
import { describeInstallation } from '../servers/postgres-nodes.ts'
import { query, startPostgres } from '../servers/postgres-server.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { goodExit, startWorkers } from '../servers/worker-processes.ts'

test('workers on PostgreSQL: replaced and drained under load, with every audit event', async () => {
  using dir = makeTempDir()
  await using server = await startPostgres()
  const databaseUrl = await server.createDatabase()
  await using gateway = await startWorkers(2, { dataDir: dir.path, env: describeInstallation(databaseUrl) })
  const load = startLoad({ url: gateway.report.url, token: gateway.token }, 8, true)
  await waitUntil('there are answers', () => (load.outcomes.get('200') ?? 0) > 50)

  process.kill(gateway.pid, 'SIGHUP')
  await waitUntil('all are new', () => gateway.logs().includes('all workers are replaced'))
  await load.stop()

  assert.deepEqual(await gateway.stop(), goodExit)
  assert.deepEqual([...load.outcomes.keys()], ['200'])
  const [row] = await query<{ count: string }>(databaseUrl, 'select count(*) as count from audit_events')
  assert.equal(Number(row?.count), load.outcomes.get('200'))
})
