import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { sign } from '../samples/sign.ts'
import { startLoad } from '../servers/client-load.ts'
import { findFreePort } from '../servers/free-port.ts'
import { startGateway, startHumanGateway } from '../servers/gateway-process.ts'
import { isRefused, openUnfinishedRequest } from '../servers/open-connection.ts'
import { startRedis } from '../servers/redis-server.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { waitUntilReady } from '../servers/wait-until-ready.ts'
import {
  goodExit,
  isRunning,
  listChildren,
  readLog,
  startWorkers,
  type WorkerGateway,
} from '../servers/worker-processes.ts'

const place = '/awss3/signed-url?bucket=one-bucket&key_name=a.txt'

test('workers share one port and answer in turn, each with its number in the log and its events in the audit log', async () => {
  using dir = makeTempDir()
  await using gateway = await startWorkers(3, { dataDir: dir.path })

  const statuses = await askInTurn(gateway, 30)

  assert.deepEqual([...new Set(statuses)], [200])
  assert.equal(listChildren(gateway.pid).length, 3)
  await waitUntilReady(gateway.report.url)
  assert.equal(gateway.stdout().trim().split('\n').length, 1, 'the start message is written once')
  assert.deepEqual(await gateway.stop(), goodExit)
  const signed = readLog(gateway).filter(({ msg }) => msg === 'allowed')
  assert.deepEqual(new Set(signed.map(({ worker }) => worker)), new Set([1, 2, 3]))
  const { events } = await readSignpost<{ events: readonly { requestId: string }[] }>(['audit', 'list'], {
    dataDir: dir.path,
  })
  assert.equal(new Set(events.map(({ requestId }) => requestId)).size, 30)
})

test('a killed worker is replaced, and the other one keeps answering', async () => {
  using dir = makeTempDir()
  await using gateway = await startWorkers(2, { dataDir: dir.path })
  const [victim = 0, other = 0] = listChildren(gateway.pid)

  process.kill(victim, 'SIGKILL')
  await waitUntil('the killed worker is gone', () => !listChildren(gateway.pid).includes(victim))
  const meanwhile = await askInTurn(gateway, 10)
  await waitUntil('a new worker listens', () => gateway.logs().includes('a worker listens again'))

  assert.deepEqual([...new Set(meanwhile)], [200])
  const children = listChildren(gateway.pid)
  assert.equal(children.length, 2)
  assert.ok(children.includes(other))
  const line = readLog(gateway).find(({ msg }) => msg === 'a worker ended and is restarted')
  assert.deepEqual([line?.pid, line?.signal], [victim, 'SIGKILL'])
  assert.deepEqual(await gateway.stop(), goodExit)
})

test('when all workers are killed at once, new ones listen on the same port', async () => {
  using dir = makeTempDir()
  const port = await findFreePort()
  await using gateway = await startWorkers(2, { dataDir: dir.path, args: ['--port', String(port)] })

  for (const pid of listChildren(gateway.pid)) process.kill(pid, 'SIGKILL')
  await waitUntil('both workers listen again', () => gateway.logs().split('a worker listens again').length === 3)

  assert.equal(await askAnew(gateway), 200)
})

test('SIGTERM drains the workers: busy clients lose no request, and every answer has its audit event', async () => {
  using dir = makeTempDir()
  await using gateway = await startWorkers(2, { dataDir: dir.path, env: { SIGNPOST_AUDIT_DURABILITY: 'buffered' } })
  const load = startLoad({ url: gateway.report.url, token: gateway.token }, 8, true)
  await waitUntil('the clients have answers', () => (load.outcomes.get('200') ?? 0) > 50)

  const exit = await gateway.stop('SIGTERM')
  await waitUntil('a client finds nobody', () => load.outcomes.has('ECONNREFUSED'))
  await load.stop()

  assert.deepEqual(exit, goodExit)
  assert.deepEqual([...load.outcomes.keys()].toSorted(), ['200', 'ECONNREFUSED'])
  const { code, stdout } = await runSignpost(['audit', 'export', '--format', 'ndjson'], { dataDir: dir.path })
  assert.equal(code, 0)
  assert.equal(stdout.trim().split('\n').length, load.outcomes.get('200'))
})

test('a signal that also reaches the workers, as with Ctrl-C, counts as one signal', async () => {
  using dir = makeTempDir()
  await using gateway = await startWorkers(2, { dataDir: dir.path })
  const load = startLoad({ url: gateway.report.url, token: gateway.token }, 8, true)
  await waitUntil('the clients have answers', () => (load.outcomes.get('200') ?? 0) > 50)

  for (const pid of listChildren(gateway.pid)) process.kill(pid, 'SIGINT')
  const exit = await gateway.stop('SIGINT')
  await waitUntil('a client finds nobody', () => load.outcomes.has('ECONNREFUSED'))
  await load.stop()

  assert.deepEqual(exit, goodExit)
  assert.deepEqual([...load.outcomes.keys()].toSorted(), ['200', 'ECONNREFUSED'])
})

test('a second signal ends all processes at once', async () => {
  using dir = makeTempDir()
  await using gateway = await startWorkers(2, { dataDir: dir.path })
  const asking = await openUnfinishedRequest(gateway.report.url)
  const workers = listChildren(gateway.pid)

  void gateway.stop('SIGTERM')
  await waitUntil('new connections are refused', () => isRefused(gateway.report.url))
  const exit = await gateway.stop('SIGINT')

  assert.deepEqual(exit, { code: 1, signal: null })
  assert.equal(workers.filter(isRunning).length, 0)
  asking.destroy()
})

test('when the primary process is killed, the workers drain and end', async () => {
  using dir = makeTempDir()
  await using gateway = await startWorkers(2, { dataDir: dir.path })
  const workers = listChildren(gateway.pid)
  const load = startLoad({ url: gateway.report.url, token: gateway.token }, 8, true)
  await waitUntil('the clients have answers', () => (load.outcomes.get('200') ?? 0) > 50)

  // This resolves when no process has the gateway's output open any more.
  await gateway.stop('SIGKILL')
  await waitUntil('a client finds nobody', () => load.outcomes.has('ECONNREFUSED'))
  await load.stop()

  assert.equal(workers.length, 2)
  assert.equal(workers.filter(isRunning).length, 0)
  assert.deepEqual([...load.outcomes.keys()].toSorted(), ['200', 'ECONNREFUSED'])
})

test('rate limits in memory are divided among the workers, and a client sees its worker’s share', async () => {
  using dir = makeTempDir()
  await using gateway = await startWorkers(2, { dataDir: dir.path, env: { SIGNPOST_RATE_LIMIT: '10/h:10' } })

  const statuses = await askInTurn(gateway, 24)

  assert.equal(statuses.filter((status) => status === 200).length, 10)
  const answer = await fetch(`${gateway.report.url}${place}`, { headers: { authorization: `Bearer ${gateway.token}` } })
  assert.equal(answer.headers.get('ratelimit-policy'), '"default";q=5;w=3600')
})

test('rate limits in Redis are shared by all workers', { skip: skipWithout('redis-server') }, async () => {
  using dir = makeTempDir()
  await using redis = await startRedis()
  const env = { SIGNPOST_RATE_LIMIT: '10/h:10', SIGNPOST_REDIS_URL: redis.url }
  await using gateway = await startWorkers(2, { dataDir: dir.path, env })
  await waitUntil('both workers count in Redis', () => gateway.logs().split('rate limits are shared').length === 3)

  const statuses = await askInTurn(gateway, 24)

  assert.equal(statuses.filter((status) => status === 200).length, 10)
  const answer = await fetch(`${gateway.report.url}${place}`, { headers: { authorization: `Bearer ${gateway.token}` } })
  assert.equal(answer.headers.get('ratelimit-policy'), '"default";q=10;w=3600')
})

test('the sandbox works with workers, and the start message is written once', async () => {
  using dir = makeTempDir()
  await using gateway = await startHumanGateway({ dataDir: dir.path, args: ['--sandbox', '--workers', '2'] })
  const url = /listens on (\S+)/.exec(gateway.stdout())?.[1] ?? ''
  const token = /API token is (\S+)/.exec(gateway.stdout())?.[1] ?? ''

  for (let round = 0; round < 4; round++) {
    const params = { bucket: 'my-bucket', key_name: `${round}.txt` }
    const upload = await sign({ url, token }, { ...params, type: 'upload' })
    assert.equal((await fetch(upload.signedUrl, { method: upload.method, body: 'text' })).status, 200)
    const download = await sign({ url, token }, params)
    assert.equal(await (await fetch(download.signedUrl)).text(), 'text')
  }
  assert.equal(gateway.stdout().split('Signpost listens on').length, 2)
  assert.deepEqual(await gateway.stop(), goodExit)
})

test('a start that fails with several workers reports the reason once', async () => {
  using dir = makeTempDir()
  using otherDir = makeTempDir()
  await using first = await startGateway({ dataDir: dir.path })
  const { port } = new URL(first.report.url)

  const { code, stdout, stderr } = await runSignpost(['serve', '--workers', '2', '--port', port], {
    dataDir: otherDir.path,
  })

  assert.deepEqual([code, stdout], [1, ''])
  assert.equal(stderr.match(/"msg":"Port \d+ of 127\.0\.0\.1 is in use/g)?.length, 1, stderr)
})

/** Sends a request on a connection of its own, so that any worker may get it. */
async function askAnew({ report, token }: WorkerGateway): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, connection: 'close' }
  const answer = await fetch(`${report.url}${place}`, { headers })
  await answer.text()
  return answer.status
}

/** Sends requests one after another, so that the workers get them in turn. */
async function askInTurn(gateway: WorkerGateway, count: number): Promise<number[]> {
  const statuses: number[] = []
  for (let request = 0; request < count; request++) statuses.push(await askAnew(gateway))
  return statuses
}
