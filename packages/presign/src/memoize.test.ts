import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoize } from './memoize.ts'

/** A memoized function that joins its arguments, and the list of the calls that it could not answer from memory. */
function memoizeJoin(limit: number) {
  const made: string[] = []
  const join = memoize(limit, (first: string, second: string) => {
    if (second === 'refused') throw new RangeError('refused')
    made.push(`${first} ${second}`)
    return `${first} ${second}`
  })
  return { join, made }
}

test('makes each result once, and distinguishes both arguments', () => {
  const { join, made } = memoizeJoin(5)
  const pairs = [
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'c'],
    ['a', 'b/c'],
    ['a/b', 'c'],
    ['a', 'c'],
    ['b', 'c'],
  ] as const
  for (const [first, second] of pairs) assert.equal(join(first, second), `${first} ${second}`)
  assert.deepEqual(made, ['a b', 'a c', 'b c', 'a b/c', 'a/b c'])
})

test('never holds more than its limit: the oldest entry goes', () => {
  const { join, made } = memoizeJoin(3)
  for (const second of ['1', '2', '3', '4']) join('a', second)
  made.length = 0
  for (const second of ['2', '3', '4']) join('a', second)
  assert.deepEqual(made, [])
  join('a', '1')
  assert.deepEqual(made, ['a 1'])
})

test('does not cache exceptions', () => {
  const { join } = memoizeJoin(3)
  for (let attempt = 0; attempt < 2; attempt++) assert.throws(() => join('a', 'refused'), RangeError)
})
