import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeRows } from './live-rows.ts'

const rows = (...ids: readonly number[]) => ids.map((id) => ({ id }))

test('the newest row is first, and no row appears twice', () => {
  assert.deepEqual(mergeRows(rows(7, 5, 6), rows(5, 3)), rows(7, 6, 5, 3))
  assert.deepEqual(mergeRows([], rows(2, 1)), rows(2, 1))
})

test('the oldest rows are dropped', () => {
  assert.deepEqual(mergeRows(rows(4, 3), rows(2, 1), 3), rows(4, 3, 2))
})
