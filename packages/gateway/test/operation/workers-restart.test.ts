import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { type ClientLoad, startLoad } from '../servers/client-load.ts'
import { describeInstallation } from '../servers/postgres-nodes.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { goodExit, listChildren, startWorkers } from '../servers/worker-processes.ts'

/** How often all workers are replaced, on each database. ARCHITECTURE.md has the numbers for 15 rounds. */
const rounds = Number(process.env.RESTART_ROUNDS ?? 2)
const workers = 2
const clients = 12

test('workers on SQLite are replaced under load, and no request fails', (t) => replaceUnderLoad(t, {}))

test('workers on PostgreSQL are replaced under load, and no request fails', {
  skip: skipWithout('postgresql'),
}, async (t) => {
  await using server = await startPostgres()
  await replaceUnderLoad(t, describeInstallation(await server.createDatabase()))
})

/**
 * Half of the clients keep their connections, which a leaving worker has to end. The others open a new connection for each request, which
 * must not reach a leaving worker.
 */
async function replaceUnderLoad(t: TestContext, env: Readonly<Record<string, string>>): Promise<void> {
  using dir = makeTempDir()
  await using gateway = await startWorkers(workers, { dataDir: dir.path, env })
  const first = listChildren(gateway.pid)
  const loads = [true, false].map((keepAlive) =>
    startLoad({ url: gateway.report.url, token: gateway.token }, clients, keepAlive),
  )
  await waitUntil('all clients have answers', () => loads.every((load) => countAnswers(load) > clients * 4))

  for (let round = 1; round <= rounds; round++) {
    process.kill(gateway.pid, 'SIGHUP')
    await waitUntil(
      `all workers are replaced in round ${round}`,
      () => gateway.logs().split('all workers are replaced').length > round,
    )
  }
  const last = listChildren(gateway.pid)
  await Promise.all(loads.map((load) => load.stop()))

  const counts = loads.map(countAnswers)
  t.diagnostic(`${rounds * workers} restarts: ${counts[0]} requests on kept connections, ${counts[1]} on new ones`)
  for (const { outcomes } of loads) assert.deepEqual([...outcomes.keys()], ['200'])
  assert.deepEqual([last.length, last.filter((pid) => first.includes(pid))], [workers, []])
  assert.deepEqual(await gateway.stop(), goodExit)
  const { stdout } = await runSignpost(['audit', 'export', '--format', 'ndjson'], { dataDir: dir.path, env })
  const events = stdout.trimEnd().split('\n').length
  assert.equal(events, (counts[0] ?? 0) + (counts[1] ?? 0), 'each answer has its audit event')
}

function countAnswers({ outcomes }: ClientLoad): number {
  return outcomes.get('200') ?? 0
}
