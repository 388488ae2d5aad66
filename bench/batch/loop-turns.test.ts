import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findLongestTurns } from './loop-turns.ts'

test('the longest turn of each span is found, even a turn that began before the span', () => {
  const turns = [
    { endedAt: 105, milliseconds: 3 },
    { endedAt: 112, milliseconds: 4 },
    { endedAt: 202, milliseconds: 5 },
    { endedAt: 400, milliseconds: 9 },
  ]
  const spans = [
    { from: 100, until: 120 },
    { from: 200, until: 210 },
    { from: 300, until: 310 },
  ]
  assert.deepEqual(findLongestTurns(turns, spans), [4, 5, 0])
})
