import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { ask, sign } from '../samples/sign.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { describeInstallation, startNode } from '../servers/postgres-nodes.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { startRedis } from '../servers/redis-server.ts'
import { scrape } from '../servers/scrape.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const object = { bucket: 'one-bucket', key_name: 'a.txt' }

async function readUp(metrics: string | undefined, name: string): Promise<number | undefined> {
  return (await scrape(metrics)).find(name)
}

test('the metrics show a stopped or hanging PostgreSQL as down, and as up again without a restart of the gateway', {
  skip: skipWithout('postgresql'),
}, async () => {
  await using postgres = await startPostgres()
  const env = describeInstallation(await postgres.createDatabase())
  await storeAwsCredential({ env })
  const token = await createToken({ env })
  await using node = await startNode(env)
  const { url, metrics } = node.report
  const isUp = (expected: number) => async () => (await readUp(metrics, 'signpost_database_up')) === expected
  await sign({ url, token }, object)
  assert.equal(await readUp(metrics, 'signpost_database_up'), 1)
  assert.equal((await scrape(metrics)).find('signpost_build_info', { database: 'postgres' }), 1)

  await postgres.kill()
  await waitUntil('PostgreSQL is down', isUp(0))
  assert.equal((await ask({ url, token }, object)).status, 503)
  await postgres.start()
  await waitUntil('PostgreSQL is up again', isUp(1))

  // PostgreSQL hangs until the test lets it continue, so a scrape that ends has not waited for it.
  await postgres.pause()
  try {
    const scrapes = await Promise.all([1, 2, 3].map(() => readUp(metrics, 'signpost_database_up')))
    assert.deepEqual(scrapes, [0, 0, 0])
  } finally {
    postgres.resume()
  }
  await waitUntil('PostgreSQL is up after the pause', isUp(1))

  const scraped = await scrape(metrics)
  assert.ok((scraped.find('signpost_refusals_total', { code: 'unavailable' }) ?? 0) >= 1)
  assert.ok((scraped.find('signpost_requests_total', { operation: 'signed_url', outcome: 'failed' }) ?? 0) >= 1)
})

test('the metrics show a stopped or hanging Redis as down, and as up again without a restart of the gateway', {
  skip: skipWithout('redis-server'),
}, async () => {
  using dir = makeTempDir()
  const token = await createToken({ dataDir: dir.path })
  await using redis = await startRedis()
  const env = { SIGNPOST_RATE_LIMIT: '1000/s', SIGNPOST_REDIS_URL: redis.url }
  await using gateway = await startGateway({ dataDir: dir.path, env })
  const { url, metrics } = gateway.report
  const isUp = (expected: number) => async () => (await readUp(metrics, 'signpost_redis_up')) === expected
  await waitUntil('Redis is up', isUp(1))
  await ask({ url, token }, object)
  assert.equal((await scrape(metrics)).find('signpost_rate_limit_fallbacks_total'), 0)

  await redis.kill()
  await waitUntil('Redis is down', isUp(0))
  await ask({ url, token }, object)
  assert.equal((await scrape(metrics)).find('signpost_rate_limit_fallbacks_total'), 1)
  await redis.start()
  await waitUntil('Redis is up again', isUp(1))

  redis.pause()
  try {
    assert.equal(await readUp(metrics, 'signpost_redis_up'), 0)
  } finally {
    redis.resume()
  }
  await waitUntil('Redis is up after the pause', isUp(1))
})
