import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareEnds } from './measure-memory.ts'

test('the last hundred thousand requests are compared with the first', () => {
  const points = Array.from({ length: 20 }, (_, index) => ({ requests: (index + 1) * 50_000, memoryMib: 100 + index }))
  assert.deepEqual(compareEnds(points), { firstMib: 100.5, lastMib: 118.5, growth: 118.5 / 100.5 })
})

test('when the first slice is larger than that, it counts as the first hundred thousand', () => {
  const points = [
    { requests: 150_000, memoryMib: 100 },
    { requests: 300_000, memoryMib: 120 },
  ]
  assert.equal(compareEnds(points).growth, 1.2)
})
