import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareMeasured, mean, median, medianRatio, percentile, rotateOrder } from './statistics.ts'

test('the median is the middle value, or the mean of the two in the middle', () => {
  assert.equal(median([3, 1, 200]), 3)
  assert.equal(median([4, 1, 2, 100]), 3)
  assert.equal(median([5]), 5)
  assert.throws(() => median([]), RangeError)
})

test('the median sorts by value, and leaves its argument alone', () => {
  const values = [10, 9, 100]
  assert.equal(median(values), 10)
  assert.deepEqual(values, [10, 9, 100])
})

test('a percentile is one of the values', () => {
  const values = Array.from({ length: 1000 }, (_, index) => index + 1)
  assert.deepEqual(
    [0, 50, 99, 99.9, 100].map((percent) => percentile(values, percent)),
    [1, 500, 990, 999, 1000],
  )
  assert.equal(percentile([7], 99), 7)
  assert.throws(() => percentile([], 50), RangeError)
})

test('the mean', () => {
  assert.equal(mean([1, 2, 6]), 3)
  assert.throws(() => mean([]), RangeError)
})

test('a ratio is calculated round by round', () => {
  // The machine was ten times slower in the last round, for both.
  assert.equal(medianRatio([10, 10, 100], [5, 5, 50]), 2)
  assert.throws(() => medianRatio([1], [1, 2]), RangeError)
})

test('a contestant that was not measured is compared with none', () => {
  assert.equal(compareMeasured([10, 10, 100], [5, 5, 50]), 2)
  assert.equal(compareMeasured([], [1]), Number.NaN)
  assert.equal(compareMeasured([1], []), Number.NaN)
  assert.throws(() => compareMeasured([1], [1, 2]), RangeError)
})

test('every contestant is first once', () => {
  const firsts = [0, 1, 2, 3].map((round) => rotateOrder(['a', 'b', 'c'], round).join(''))
  assert.deepEqual(firsts, ['abc', 'bca', 'cab', 'abc'])
  assert.deepEqual(rotateOrder([], 3), [])
})
