import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBoundedMap } from './bounded-map.ts'

const countKept = (map: { get(key: string): unknown }, keys: readonly string[]) =>
  // From the last entry to the first, because reading an old entry moves it to the young generation.
  keys.toReversed().filter((key) => map.get(key) !== undefined).length

test('a value that was set is there, and a later value replaces it', () => {
  const map = createBoundedMap<number>(10)
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  assert.deepEqual([map.get('a'), map.get('b'), map.get('c')], [3, 2, undefined])
})

test('it never holds more than its capacity, and at least the latest half of it', () => {
  const map = createBoundedMap<number>(100)
  const keys = Array.from({ length: 1000 }, (_, index) => `key-${index}`)
  for (const [index, key] of keys.entries()) map.set(key, index)
  for (const key of keys.slice(-50)) assert.notEqual(map.get(key), undefined, key)
  const again = createBoundedMap<number>(100)
  for (const [index, key] of keys.entries()) again.set(key, index)
  assert.ok(countKept(again, keys) <= 100)
})

test('an entry that is used stays, however many others are added', () => {
  const map = createBoundedMap<string>(100)
  map.set('used', 'kept')
  for (let index = 0; index < 10_000; index++) {
    map.set(`other-${index}`, 'other')
    assert.equal(map.get('used'), 'kept')
  }
})

test('it is empty after it was cleared', () => {
  const map = createBoundedMap<number>(2)
  for (const key of ['a', 'b', 'c']) map.set(key, 1)
  map.clear()
  assert.deepEqual(['a', 'b', 'c'].map(map.get), [undefined, undefined, undefined])
})
