import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBlank } from './blank.ts'

for (const [text, problem] of [
  ['a\n', 'ends with a line break'],
  ['a\r\n', 'ends with a line break'],
  ['a\n ', 'ends with a line break'],
  ['a ', 'ends with a blank'],
  ['a\u00a0', 'ends with a blank'],
  ['\na', 'begins with a line break'],
  ['\ta', 'begins with a blank'],
  ['a b', undefined],
  ['', undefined],
] as const) {
  test(`${JSON.stringify(text)} ${problem ?? 'has no blank at either end'}`, () => {
    assert.equal(findBlank(text), problem)
  })
}
