import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/app-error.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { VerifiedToken } from '../tokens/token-verifier.ts'
import { type Limited, limitBadToken, limitToken } from './limit-request.ts'

const token = { id: 'tok_a', rate: undefined } as VerifiedToken

function answerWith(state: Partial<RateState> | undefined) {
  const counted: string[] = []
  const limiter: RequestLimiter = {
    countToken: (id) => {
      counted.push(id)
      return state as RateState
    },
    countBadToken: async (address) => {
      counted.push(address)
      return state as RateState
    },
    close() {},
  }
  return { limiter, counted }
}

test('a request within its rate passes and carries its state', async () => {
  const state = { isExceeded: false, resetsInSeconds: 2 }
  const request: Limited = {}

  await limitToken(answerWith(state).limiter, token, request)

  assert.equal(request.rateState, state)
})

test('a request too many is refused, says when to come back, and carries its state', async () => {
  const state = { isExceeded: true, resetsInSeconds: 2 }
  const request: Limited = {}

  await assert.rejects(limitToken(answerWith(state).limiter, token, request), isRateLimited('2'))
  assert.equal(request.rateState, state)
})

test('without a rate nothing is told', async () => {
  const request: Limited = {}

  await limitToken(answerWith(undefined).limiter, token, request)

  assert.deepEqual(request, {})
})

test('a refused token counts against the address, and one too many is answered with the rate', async () => {
  const { limiter, counted } = answerWith({ isExceeded: false })
  await limitBadToken(limiter, '203.0.113.7', new AppError('token_unknown'))
  assert.deepEqual(counted, ['203.0.113.7'])

  const exceeded = answerWith({ isExceeded: true, resetsInSeconds: 7 })
  await assert.rejects(
    limitBadToken(exceeded.limiter, '203.0.113.7', new AppError('token_missing')),
    isRateLimited('7'),
  )
})

test('faults of ours do not count against the address', async () => {
  const { limiter, counted } = answerWith({ isExceeded: true })

  await limitBadToken(limiter, '203.0.113.7', new Error('database gone'))
  await limitBadToken(limiter, '203.0.113.7', new AppError('unavailable'))

  assert.deepEqual(counted, [])
})

function isRateLimited(retryAfter: string) {
  return (error: unknown) => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'rate_limited')
    assert.deepEqual(error.headers, { 'retry-after': retryAfter })
    return true
  }
}
