import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMet, type Target, tabulateTargets, targetCells } from './target.ts'

const least: Target = { what: 'faster', kind: 'at least', bound: 5, reached: 5, unit: '×' }
const most: Target = { what: 'start', kind: 'at most', bound: 400, reached: 401, unit: ' ms' }

test('a bound is met when it is reached', () => {
  assert.equal(isMet(least), true)
  assert.equal(isMet({ ...least, reached: 4.99 }), false)
  assert.equal(isMet(most), false)
  assert.equal(isMet({ ...most, reached: 400 }), true)
})

test('a target that could not be measured is not met', () => {
  assert.equal(isMet({ ...least, reached: Number.NaN }), false)
  assert.equal(isMet({ ...most, reached: Number.NaN }), false)
})

test('targets are listed in a table', () => {
  const { title, rows } = tabulateTargets([least, most])
  assert.equal(title, 'Targets: 1 of 2 met')
  assert.deepEqual(rows, [
    ['faster', '5.00×', '≥ 5×', 'yes'],
    ['start', '401 ms', '≤ 400 ms', 'NO'],
  ])
})

test('without a target the cells are empty', () => {
  assert.deepEqual(targetCells(undefined), ['', ''])
})
