import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTime } from './format-time.ts'

test('a time is written in whole seconds, and never later than the real time', () => {
  assert.equal(formatTime(Date.UTC(2026, 1, 11, 7)), '2026-02-11T07:00:00Z')
  assert.equal(formatTime(Date.UTC(2026, 1, 11, 7, 0, 0, 999)), '2026-02-11T07:00:00Z')
})
