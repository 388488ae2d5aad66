import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { createMemoryCounter } from '../../src/limits/memory-counter.ts'
import { createRedisCounter } from '../../src/limits/redis-counter.ts'
import { openRedisLink } from '../../src/limits/redis-link.ts'
import type { UsageCounter } from '../../src/limits/usage-counter.ts'
import { type RedisServer, startRedis } from '../servers/redis-server.ts'
import { waitUntil } from '../servers/wait-until.ts'

/** Tests what every counter must do. */
function testCounter(open: () => Promise<UsageCounter>): void {
  let counter: UsageCounter
  before(async () => {
    counter = await open()
  })
  after(() => counter.close())

  test('counts the requests of a key in its window', async () => {
    const first = await counter.count('a', 60)
    const second = await counter.count('a', 60)

    assert.deepEqual([first.used, second.used], [1, 2])
    for (const { resetsInMs } of [first, second]) assert.ok(resetsInMs > 50_000 && resetsInMs <= 60_000)
  })

  test('counts a request by its cost', async () => {
    const used = []
    for (const cost of [1, 19, 2]) used.push((await counter.count('dear', 60, cost)).used)
    assert.deepEqual(used, [1, 20, 22])
  })

  test('counts each key separately', async () => {
    await counter.count('b', 60)

    assert.equal((await counter.count('c', 60)).used, 1)
  })

  test('loses none of many concurrent requests', async () => {
    const usages = await Promise.all(Array.from({ length: 50 }, () => counter.count('many', 60)))

    assert.deepEqual(
      usages.map(({ used }) => used).sort((one, other) => one - other),
      Array.from({ length: 50 }, (_, index) => index + 1),
    )
  })

  test('begins a new window when the reported time is over', async () => {
    await counter.count('short', 1)
    const { resetsInMs } = await counter.count('short', 1)
    // Redis rounds to whole milliseconds.
    await sleep(resetsInMs + 2)

    assert.equal((await counter.count('short', 1)).used, 1)
  })
}

describe('the counter in memory', () => {
  testCounter(async () => createMemoryCounter(Date.now))
})

describe('the counter in Redis', { skip: skipWithout('redis-server') }, () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(() => redis.kill())

  testCounter(async () => {
    const link = openRedisLink({ url: redis.url, logger: pino({ level: 'silent' }) })
    await waitUntil('the link is up', link.isUp)
    return createRedisCounter(link, createMemoryCounter(Date.now), () => {})
  })
})
