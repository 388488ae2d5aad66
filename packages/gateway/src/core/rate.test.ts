import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findRateProblem, parseRate } from './rate.ts'

for (const [text, points, windowSeconds] of [
  ['50/s', 100, 2],
  ['50/s:200', 200, 4],
  ['50/s:50', 50, 1],
  ['3/s:10', 10, 4],
  ['1/s', 2, 2],
  ['600/m', 1200, 120],
  ['600/m:10', 10, 1],
  ['60/m:1', 1, 1],
  ['10/h', 20, 7200],
  ['1/h:1', 1, 3600],
] as const) {
  test(`${text} is ${points} requests in each ${windowSeconds} s`, () => {
    assert.deepEqual(parseRate(text), { points, windowSeconds })
  })
}

test('off is no rate', () => {
  assert.equal(parseRate('off'), 'off')
})

for (const text of [
  '',
  '50',
  '50/',
  '/s',
  '0/s',
  '-1/s',
  '1.5/s',
  '50/d',
  '50/s:',
  '50/s:x',
  ' 50/s',
  'Off',
  '1e3/s',
  '99999999/s',
]) {
  test(`"${text}" is refused with the grammar`, () => {
    assert.match(
      findRateProblem(text) ?? '',
      /is not a rate: write N\/s, N\/m or N\/h, with a burst .*50\/s:200.*; or off/,
    )
  })
}

for (const [text, least] of [
  ['50/s:49', 50],
  ['50/s:0', 50],
  ['90/m:1', 2],
  ['10/h:0', 1],
] as const) {
  test(`${text} has a burst that would make the rate smaller`, () => {
    assert.match(findRateProblem(text) ?? '', new RegExp(`burst that is too small: .* needs ${least} or more`))
  })
}
