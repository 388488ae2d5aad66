import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLineBudget } from './line-budget.ts'

test('a second has a limited number of lines, and the next line says how many were left out', () => {
  const budget = createLineBudget(2)

  assert.deepEqual(
    [budget.take(5000), budget.take(5001), budget.take(5500), budget.take(5999)],
    [0, 0, undefined, undefined],
  )
  assert.deepEqual([budget.take(6000), budget.take(6000)], [2, 0])
})

test('a budget of 0 leaves out every line', () => {
  const budget = createLineBudget(0)

  assert.deepEqual([budget.take(0), budget.take(1000)], [undefined, undefined])
})
