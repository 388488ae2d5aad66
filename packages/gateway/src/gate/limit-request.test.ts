import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/app-error.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { limitBadToken, limitChange, limitCost, limitToken, refuseStranger } from './limit-request.ts'

const token = { id: 'tok_a', rate: undefined } as VerifiedToken

function answerWith(state: Partial<RateState> | undefined, ownState: Partial<RateState> | undefined = undefined) {
  const counted: string[] = []
  const costs: unknown[] = []
  const limiter: RequestLimiter = {
    countToken: (id, _ownRate, cost) => {
      counted.push(id)
      costs.push(cost)
      return state as RateState
    },
    countClientToken: (fingerprint, cost) => {
      counted.push(fingerprint)
      costs.push(cost)
      return ownState as RateState
    },
    countChange: async (id) => {
      counted.push(`change ${id}`)
      return state as RateState
    },
    countBadToken: async (address) => {
      counted.push(address)
      return state as RateState
    },
    findExcess: () => state as RateState,
    close() {},
  }
  return { limiter, counted, costs }
}

test('a request within its rate passes, and says how much of the rate is used', async () => {
  const state = { isExceeded: false, resetsInSeconds: 2 }
  assert.deepEqual(await limitToken(answerWith(state).limiter, token), { token, rates: [state], refusal: undefined })
})

test('a request beyond the rate is refused, and says when to retry and how much of the rate is used', async () => {
  const state = { isExceeded: true, resetsInSeconds: 2 }
  const { rates, refusal } = await limitToken(answerWith(state).limiter, token)
  assertRateLimited(refusal, '2')
  assert.deepEqual(rates, [state])
})

test('without a rate, nothing is reported', async () => {
  const { rates, refusal } = await limitToken(answerWith(undefined).limiter, token)
  assert.deepEqual([rates, refusal], [[], undefined])
})

test('a client token counts in its own rate and in that of its API token; beyond its own rate it counts only there', async () => {
  const client = { ...token, client: { fingerprint: '00ff' } } as VerifiedToken
  const within = { isExceeded: false, resetsInSeconds: 2 }
  const past = { isExceeded: true, resetsInSeconds: 3 }

  const passing = answerWith(within, within)
  assert.deepEqual((await limitToken(passing.limiter, client, 5)).rates, [within, within])
  assert.deepEqual(
    [passing.counted, passing.costs],
    [
      ['00ff', 'tok_a'],
      [5, 5],
    ],
  )
  const refused = answerWith(within, past)
  assertRateLimited((await limitToken(refused.limiter, client)).refusal, '3')
  assert.deepEqual(refused.counted, ['00ff'])
  assertRateLimited((await limitToken(answerWith(past, within).limiter, client)).refusal, '3')
})

test('a costly request counts as several, and one that no window can ever allow is an invalid request', async () => {
  const { limiter, costs } = answerWith({ isExceeded: false, points: 20 })
  await limitToken(limiter, token)
  await limitCost(limiter, token, 20)
  assert.deepEqual(costs, [1, 19])
  const tooMuch = async () =>
    limitCost(answerWith({ isExceeded: true, points: 19, resetsInSeconds: 2 }).limiter, token, 20)
  await assert.rejects(tooMuch, { code: 'invalid_request', message: /counts as 20 requests.*only 19 through/ })
  const past = await limitCost(answerWith({ isExceeded: true, points: 20, resetsInSeconds: 2 }).limiter, token, 20)
  assertRateLimited(past.refusal, '2')
})

test('a request that changes something at the store also counts in the rate of changes', async () => {
  const state = { isExceeded: true, resetsInSeconds: 2 }
  const { limiter, counted } = answerWith(state)
  const { rates, refusal } = await limitChange(limiter, token, 1)
  assertRateLimited(refusal, '2')
  assert.deepEqual([rates, counted], [[state], ['change tok_a']])
})

test('a refused token counts against the address, and beyond the rate the answer is rate_limited', async () => {
  const { limiter, counted } = answerWith({ isExceeded: false })
  const refusal = new AppError('token_unknown')
  assert.equal(await limitBadToken(limiter, '203.0.113.7', refusal), refusal)
  assert.deepEqual(counted, ['203.0.113.7'])
  const exceeded = answerWith({ isExceeded: true, resetsInSeconds: 7 })
  assertRateLimited(await limitBadToken(exceeded.limiter, '203.0.113.7', new AppError('token_missing')), '7')
})

test('an unknown token is refused while its address has used up its rate, and does not count', () => {
  const { limiter, counted } = answerWith({ isExceeded: true, resetsInSeconds: 7 })
  assertRateLimited(refuseStranger(limiter, '203.0.113.7'), '7')
  assert.equal(refuseStranger(answerWith(undefined).limiter, '203.0.113.7'), undefined)
  assert.deepEqual(counted, [])
})

test('faults of the gateway do not count against the address', async () => {
  const { limiter, counted } = answerWith({ isExceeded: true })
  for (const code of ['internal_error', 'unavailable'] as const) {
    const fault = new AppError(code)
    assert.equal(await limitBadToken(limiter, '203.0.113.7', fault), fault)
  }
  assert.deepEqual(counted, [])
})

function assertRateLimited(error: AppError | undefined, retryAfter: string): void {
  assert.equal(error?.code, 'rate_limited')
  assert.deepEqual(error.headers, { 'retry-after': retryAfter })
}
