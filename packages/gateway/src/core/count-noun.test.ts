import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCount } from './count-noun.ts'

test('a count has a comma before each three digits', () => {
  const counts = [0, 7, 999, 1000, 12_345, 100_000, 1_234_567, 1_000_000_000]
  assert.deepEqual(
    counts.map(formatCount),
    counts.map((count) => count.toLocaleString('en')),
  )
})
