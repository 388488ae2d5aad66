import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { makeClientToken } from '../samples/make-client-token.ts'
import { ask } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { type GatewayProcess, startGateway } from '../servers/gateway-process.ts'
import { type RedisServer, reserveRedis, startRedis } from '../servers/redis-server.ts'
import { makeTempDir, type TempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const skip = skipWithout('redis-server')
const object = { bucket: 'my-bucket', key_name: 'a.txt' }
const shared = 'rate limits are shared through Redis'
const away = 'Redis is away'
const back = 'Redis is back'

/** No credential is stored, so a request within its rate gets 403. */
const passed = 403

function startNode({ path }: TempDir, redisUrl: string, env: Record<string, string> = {}): Promise<GatewayProcess> {
  return startGateway({ dataDir: path, env: { SIGNPOST_RATE_LIMIT: '10/m:10', SIGNPOST_REDIS_URL: redisUrl, ...env } })
}

async function readStatuses({ report }: GatewayProcess, token: string, count: number): Promise<number[]> {
  const statuses: number[] = []
  for (let request = 0; request < count; request++)
    statuses.push((await ask({ url: report.url, token }, object)).status)
  return statuses
}

async function readRemaining({ report }: GatewayProcess, token: string): Promise<number> {
  const { headers } = await ask({ url: report.url, token }, object)
  return Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])
}

function countLines(gateway: GatewayProcess, text: string): number {
  return gateway.logs().split(text).length - 1
}

async function waitForLine(gateway: GatewayProcess, text: string, times = 1): Promise<void> {
  await waitUntil(`the log says "${text}" (${times})`, () => countLines(gateway, text) >= times)
}

test('two nodes on one Redis share the rates of requests, of changes and of client tokens', { skip }, async () => {
  using dir = makeTempDir()
  const place = { dataDir: dir.path }
  const limited = await createToken(place, { name: 'limited' })
  const allow = ['delete:my-bucket/*', 'upload:my-bucket/*']
  const token = await createToken(place, { name: 'free', allow, rate: 'off' })
  await storeCredential('my-bucket', place)
  await using redis = await startRedis('hunter2')
  const rates = { SIGNPOST_CHANGE_RATE_LIMIT: '3/m:3', SIGNPOST_CLIENT_TOKEN_RATE_LIMIT: '3/m:3' }
  const env = { SIGNPOST_BUCKET_CHECK: 'off', ...rates }
  await using one = await startNode(dir, redis.url, env)
  await using other = await startNode(dir, redis.url, env)
  for (const node of [one, other]) await waitForLine(node, shared)

  assert.deepEqual(await readStatuses(one, limited, 6), Array(6).fill(200))
  assert.deepEqual(await readStatuses(other, limited, 5), [...Array(4).fill(200), 429])
  assert.deepEqual(await readStatuses(one, limited, 1), [429])

  const page = await makeClientToken({ url: one.report.url, token })
  const remove = async ({ report }: GatewayProcess) => {
    const headers = { authorization: `Bearer ${token}` }
    const url = `${report.url}/awss3/object?bucket=my-bucket&key_name=a.txt`
    return (await fetch(url, { method: 'DELETE', headers })).status
  }
  const upload = async ({ report }: GatewayProcess) =>
    (await ask({ url: report.url, token: page }, { ...object, key_name: 'in/a', type: 'upload' })).status

  // 504 or 502: there is no such store.
  const removals: number[] = []
  const uploads: number[] = []
  for (const node of [one, other, one, other]) {
    removals.push(await remove(node))
    uploads.push(await upload(node))
  }
  assert.ok(
    removals.slice(0, 3).every((status) => status >= 500),
    removals.join(),
  )
  assert.equal(removals[3], 429)
  assert.deepEqual(uploads, [200, 200, 200, 429])
  for (const node of [one, other]) assert.doesNotMatch(node.logs(), /hunter2|Redis is away/)
  assert.deepEqual(await one.stop(), { code: 0, signal: null })
})

/** What can happen to a Redis in use: how each outage begins and ends. */
const outages: readonly {
  name: string
  begin: (redis: RedisServer) => void | Promise<void>
  end: (redis: RedisServer) => void | Promise<void>
}[] = [
  { name: 'is killed', begin: (redis) => redis.kill(), end: (redis) => redis.start() },
  { name: 'hangs', begin: (redis) => redis.pause(), end: (redis) => redis.resume() },
]

test('when Redis is killed or hangs, a node limits on its own, and it counts in Redis again once Redis is back', {
  skip,
}, async () => {
  using dir = makeTempDir()
  await using redis = await startRedis('hunter2')
  await using gateway = await startNode(dir, redis.url)
  await waitForLine(gateway, shared)
  let before = 0
  for (const { name, begin, end } of outages) {
    if (before > 0) {
      await redis.start()
      await waitForLine(gateway, back, before)
    }
    const token = await createToken({ dataDir: dir.path }, { name: `token-${before}` })
    assert.equal(await readRemaining(gateway, token), 9)

    await begin(redis)
    assert.deepEqual(await readStatuses(gateway, token, 11), [...Array(10).fill(passed), 429])
    await waitForLine(gateway, away, before + 1)
    // Long enough for two attempts to connect. The log must not report them as further outages.
    await new Promise((resolve) => setTimeout(resolve, 2500))
    assert.deepEqual(await readStatuses(gateway, token, 1), [429])

    await end(redis)
    await waitForLine(gateway, back, before + 1)
    const remaining = await readRemaining(gateway, token)
    assert.ok(remaining === (name === 'hangs' ? 7 : 9) || remaining === 8, `counted in Redis: ${remaining}`)
    assert.deepEqual([countLines(gateway, away), countLines(gateway, back)], [before + 1, before + 1])

    await begin(redis)
    await readStatuses(gateway, token, 1)
    await waitForLine(gateway, away, before + 2)
    before += 2
  }
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null })
  assert.doesNotMatch(gateway.logs(), /hunter2/)
})

test('a gateway starts without its Redis, and counts in Redis as soon as Redis runs', { skip }, async () => {
  using dir = makeTempDir()
  const token = await createToken({ dataDir: dir.path })
  await using redis = await reserveRedis('hunter2')
  await using gateway = await startNode(dir, redis.url)
  assert.deepEqual(await readStatuses(gateway, token, 11), [...Array(10).fill(passed), 429])
  await waitForLine(gateway, away)

  await redis.start()
  await waitForLine(gateway, back)

  assert.equal(await readRemaining(gateway, token), 9)
  assert.doesNotMatch(gateway.logs(), /hunter2/)
})

test('a Redis that refuses the password counts as away, and the log does not show the password', { skip }, async () => {
  using dir = makeTempDir()
  const token = await createToken({ dataDir: dir.path })
  await using redis = await startRedis('right')
  await using gateway = await startNode(dir, redis.url.replace('right', 'hunter2'))
  await waitForLine(gateway, away)

  assert.deepEqual(await readStatuses(gateway, token, 11), [...Array(10).fill(passed), 429])
  assert.match(gateway.logs(), /"reason":"WRONGPASS/)
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null })
  assert.doesNotMatch(gateway.logs(), /hunter2/)
})
