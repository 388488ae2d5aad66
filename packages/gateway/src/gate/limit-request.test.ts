import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/app-error.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { VerifiedToken } from '../tokens/token-verifier.ts'
import { limitBadToken, limitToken, refuseStranger } from './limit-request.ts'

const token = { id: 'tok_a', rate: undefined } as VerifiedToken

function answerWith(state: Partial<RateState> | undefined) {
  const counted: string[] = []
  const costs: unknown[] = []
  const limiter: RequestLimiter = {
    countToken: (id, _ownRate, cost) => {
      counted.push(id)
      costs.push(cost)
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

test('a request within its rate passes, with where it stands', async () => {
  const state = { isExceeded: false, resetsInSeconds: 2 }
  assert.deepEqual(await limitToken(answerWith(state).limiter, token), { token, rate: state, refusal: undefined })
})

test('a request too many is refused, says when to come back, and where it stands', async () => {
  const state = { isExceeded: true, resetsInSeconds: 2 }
  const { rate, refusal } = await limitToken(answerWith(state).limiter, token)
  assertRateLimited(refusal, '2')
  assert.equal(rate, state)
})

test('without a rate nothing is told', async () => {
  const { rate, refusal } = await limitToken(answerWith(undefined).limiter, token)
  assert.deepEqual([rate, refusal], [undefined, undefined])
})

test('a request that costs more counts as so many', async () => {
  const { limiter, costs } = answerWith(undefined)
  await limitToken(limiter, token)
  await limitToken(limiter, token, 19)
  assert.deepEqual(costs, [1, 19])
})

test('a refused token counts against the address, and one too many is answered with the rate', async () => {
  const { limiter, counted } = answerWith({ isExceeded: false })
  const refusal = new AppError('token_unknown')
  assert.equal(await limitBadToken(limiter, '203.0.113.7', refusal), refusal)
  assert.deepEqual(counted, ['203.0.113.7'])
  const exceeded = answerWith({ isExceeded: true, resetsInSeconds: 7 })
  assertRateLimited(await limitBadToken(exceeded.limiter, '203.0.113.7', new AppError('token_missing')), '7')
})

test('a stranger is refused while the address has used up its rate, and counts for nothing', () => {
  const { limiter, counted } = answerWith({ isExceeded: true, resetsInSeconds: 7 })
  assertRateLimited(refuseStranger(limiter, '203.0.113.7'), '7')
  assert.equal(refuseStranger(answerWith(undefined).limiter, '203.0.113.7'), undefined)
  assert.deepEqual(counted, [])
})

test('faults of ours do not count against the address', async () => {
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
