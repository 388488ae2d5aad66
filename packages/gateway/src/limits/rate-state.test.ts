import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatRateLimit, formatRateLimitPolicy, type RateState } from './rate-state.ts'

const state: RateState = {
  policy: 'default',
  points: 100,
  windowSeconds: 2,
  remaining: 99,
  resetsInSeconds: 2,
  isExceeded: false,
}

test('RateLimit-Policy and RateLimit have the form of the IETF draft', () => {
  assert.equal(formatRateLimitPolicy([state]), '"default";q=100;w=2')
  assert.equal(formatRateLimit([state]), '"default";r=99;t=2')
})

test('when several rates apply, each is in the list', () => {
  const changes: RateState = { ...state, policy: 'changes', points: 20, remaining: 3, resetsInSeconds: 1 }
  assert.equal(formatRateLimitPolicy([state, changes]), '"default";q=100;w=2, "changes";q=20;w=2')
  assert.equal(formatRateLimit([state, changes]), '"default";r=99;t=2, "changes";r=3;t=1')
})
