import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { parseRate, type RateSetting } from '../core/rate.ts'
import type { RateState } from './rate-state.ts'
import { createRequestLimiter } from './request-limiter.ts'

const logger = pino({ level: 'silent' })
const noOthers = { clientTokenRate: 'off', changeRate: 'off' } as const

function limit(clock: () => number, rate: string, badTokenRate = '1/m:1') {
  const rates = { rate: parseRate(rate), badTokenRate: parseRate(badTokenRate) }
  return createRequestLimiter({ ...noOthers, ...rates, redisUrl: undefined, logger, clock })
}

test('the configured rate lets its burst through, and says how much is left and when the next window begins', () => {
  let now = 0
  const limiter = limit(() => now, '50/s')
  const first = limiter.countToken('tok_a', undefined)
  now = 1500
  const states = Array.from({ length: 100 }, () => limiter.countToken('tok_a', undefined) as RateState)

  assert.deepEqual(first, {
    policy: 'default',
    points: 100,
    windowSeconds: 2,
    remaining: 99,
    resetsInSeconds: 2,
    isExceeded: false,
  })
  assert.deepEqual(states[98], {
    policy: 'default',
    points: 100,
    windowSeconds: 2,
    remaining: 0,
    resetsInSeconds: 1,
    isExceeded: false,
  })
  assert.deepEqual(states[99], {
    policy: 'default',
    points: 100,
    windowSeconds: 2,
    remaining: 0,
    resetsInSeconds: 1,
    isExceeded: true,
  })
})

test('after resetsInSeconds the next request is allowed, whenever the refused one came', () => {
  for (const refusedAt of [0, 1, 999, 1000, 1001, 1999]) {
    let now = 0
    const limiter = limit(() => now, '1/s')
    limiter.countToken('tok_a', undefined)
    limiter.countToken('tok_a', undefined)
    now = refusedAt
    const refused = limiter.countToken('tok_a', undefined) as RateState
    now += refused.resetsInSeconds * 1000

    assert.equal(refused.isExceeded, true)
    assert.equal((limiter.countToken('tok_a', undefined) as RateState).isExceeded, false)
  }
})

test('a token’s own rate takes precedence over the configured one, even when it is off', () => {
  const limiter = limit(() => 0, '1/m:1')
  const own: RateSetting = { points: 3, windowSeconds: 60 }

  assert.equal((limiter.countToken('tok_a', own) as RateState).remaining, 2)
  assert.equal(limiter.countToken('tok_b', 'off'), undefined)
  assert.equal((limiter.countToken('tok_c', undefined) as RateState).remaining, 0)
})

test('when the configured rate is off nothing is counted, but a token may still have a rate of its own', () => {
  const limiter = limit(() => 0, 'off', 'off')

  assert.equal(limiter.countToken('tok_a', undefined), undefined)
  assert.equal(limiter.countBadToken('203.0.113.7'), undefined)
  assert.equal(limiter.findExcess('203.0.113.7'), undefined)
  assert.equal((limiter.countToken('tok_b', { points: 1, windowSeconds: 1 }) as RateState).remaining, 0)
})

test('bad tokens are counted by address, and the addresses of one IPv6 network together', () => {
  const limiter = limit(() => 0, '50/s')
  const isExceeded = (address: string) => (limiter.countBadToken(address) as RateState).isExceeded

  assert.equal(isExceeded('203.0.113.7'), false)
  assert.equal(isExceeded('203.0.113.8'), false)
  assert.equal(isExceeded('::ffff:203.0.113.7'), true)
  assert.equal(isExceeded('2001:db8::1'), false)
  assert.equal(isExceeded('2001:db8::2'), true)
})

test('an address that has used up its rate is refused from memory until its window ends, without being counted', () => {
  let now = 0
  const rates = { rate: 'off', badTokenRate: parseRate('1/s') } as const
  const limiter = createRequestLimiter({ ...noOthers, ...rates, redisUrl: undefined, logger, clock: () => now })
  for (let request = 0; request < 2; request++) limiter.countBadToken('2001:db8::1')
  assert.equal(limiter.findExcess('2001:db8::1'), undefined)
  now = 500
  const counted = limiter.countBadToken('2001:db8::1')

  assert.deepEqual(limiter.findExcess('2001:db8::2'), counted)
  assert.deepEqual(limiter.countBadToken('2001:db8::3'), counted)
  assert.equal(limiter.findExcess('203.0.113.7'), undefined)
  assert.deepEqual(limiter.counters.badTokens, { allowed: 2, refused: 3 })
  now = 2000
  assert.equal(limiter.findExcess('2001:db8::1'), undefined)
  for (let request = 0; request < 3; request++) limiter.countBadToken('2001:db8::1')
  now = -100_000
  assert.equal(limiter.findExcess('2001:db8::1'), undefined, 'the clock was set back')
})

test('workers that count on their own divide every rate among themselves, down to one request', () => {
  const rates = { rate: parseRate('50/s'), badTokenRate: parseRate('1/m:1') }
  const limiter = createRequestLimiter({
    ...noOthers,
    ...rates,
    redisUrl: undefined,
    workers: 3,
    logger,
    clock: () => 0,
  })
  const own: RateSetting = { points: 7, windowSeconds: 60 }

  const states = Array.from({ length: 34 }, () => limiter.countToken('tok_a', undefined) as RateState)
  assert.deepEqual(
    [states[0]?.points, states[0]?.remaining, states[32]?.isExceeded, states[33]?.isExceeded],
    [33, 32, false, true],
  )
  assert.equal((limiter.countToken('tok_b', own) as RateState).points, 2)
  assert.equal((limiter.countBadToken('203.0.113.7') as RateState).isExceeded, false)
  assert.equal((limiter.countBadToken('203.0.113.7') as RateState).isExceeded, true)
})

test('while Redis is unavailable, a worker enforces its share of the rate', async () => {
  const redisUrl = 'redis://127.0.0.1:1'
  const limiter = createRequestLimiter({
    ...noOthers,
    rate: parseRate('50/s'),
    badTokenRate: 'off',
    redisUrl,
    workers: 2,
    logger,
    clock: () => 0,
  })

  // Redis is unavailable, so this worker counts on its own.
  assert.equal((await limiter.countToken('tok_a', undefined))?.points, 50)
  assert.equal(limiter.counters.fallbacks, 1)
  assert.equal(await limiter.askRedis?.(), false)
  limiter.close()
})

test('decisions are counted, except for rates that are off', () => {
  const rates = { rate: parseRate('1/m:1'), badTokenRate: 'off' } as const
  const limiter = createRequestLimiter({ ...noOthers, ...rates, redisUrl: undefined, logger, clock: () => 0 })

  for (let request = 0; request < 3; request++) limiter.countToken('tok_a', undefined)
  limiter.countToken('tok_b', 'off')
  limiter.countBadToken('203.0.113.7')

  assert.deepEqual(limiter.counters, {
    tokens: { allowed: 1, refused: 2 },
    clientTokens: { allowed: 0, refused: 0 },
    changes: { allowed: 0, refused: 0 },
    badTokens: { allowed: 0, refused: 0 },
    fallbacks: 0,
  })
  assert.equal(limiter.askRedis, undefined)
})

test('changes and client tokens have separate rates, which workers divide, and separate counts', () => {
  const rates = { rate: 'off', clientTokenRate: parseRate('1/m:4'), changeRate: parseRate('1/m:2') } as const
  const limiter = createRequestLimiter({
    ...{ ...rates, badTokenRate: 'off', redisUrl: undefined, workers: 2, logger, clock: () => 0 },
  })

  const states = [
    ...[limiter.countChange('tok_a'), limiter.countChange('tok_a'), limiter.countChange('tok_b')],
    ...[limiter.countClientToken('00ff', 2), limiter.countClientToken('00ff'), limiter.countClientToken('00fe')],
  ] as RateState[]

  assert.deepEqual(
    states.map(({ policy, points, isExceeded }) => [policy, points, isExceeded]),
    [
      ...[
        ['changes', 1, false],
        ['changes', 1, true],
        ['changes', 1, false],
      ],
      ...[
        ['client-token', 2, false],
        ['client-token', 2, true],
        ['client-token', 2, false],
      ],
    ],
  )
  assert.deepEqual(limiter.counters.changes, { allowed: 2, refused: 1 })
  assert.deepEqual(limiter.counters.clientTokens, { allowed: 2, refused: 1 })
  assert.deepEqual(limiter.counters.tokens, { allowed: 0, refused: 0 })
})
