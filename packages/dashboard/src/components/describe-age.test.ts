import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeAge } from './describe-age.ts'

const now = Date.UTC(2026, 10, 26, 12)

for (const [seconds, words] of [
  [0, 'just now'],
  [-59, 'just now'],
  [30, 'in a moment'],
  [-60, '1 minute ago'],
  [-3 * 3600, '3 hours ago'],
  [2 * 86_400 + 5, 'in 2 days'],
  [-40 * 86_400, '1 month ago'],
  [-800 * 86_400, '2 years ago'],
] as const) {
  test(`${seconds} s from now is ${words}`, () => {
    assert.equal(describeAge(now + seconds * 1000, now), words)
  })
}
