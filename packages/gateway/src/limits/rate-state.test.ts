import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatRateLimit, formatRateLimitPolicy, type RateState } from './rate-state.ts'

const state: RateState = { points: 100, windowSeconds: 2, remaining: 99, resetsInSeconds: 2, isExceeded: false }

test('RateLimit-Policy and RateLimit are written as the IETF draft has them', () => {
  assert.equal(formatRateLimitPolicy(state), '"default";q=100;w=2')
  assert.equal(formatRateLimit(state), '"default";r=99;t=2')
})
