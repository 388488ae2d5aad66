import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setBounded } from './bounded-map.ts'

test('never holds more than its limit: the oldest entry goes', () => {
  const map = new Map<string, number>()
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) setBounded(map, 3, [name, index])
  assert.deepEqual([...map.keys()], ['b', 'c', 'd'])
})
