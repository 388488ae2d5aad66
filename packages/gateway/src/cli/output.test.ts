import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTable, formatTime } from './output.ts'

test('columns are as wide as their widest cell, and lines end where their text does', () => {
  const table = formatTable([
    ['NAME', 'STATE'],
    ['a-long-name', '-'],
    ['b', 'active'],
  ])

  assert.equal(table, ['NAME         STATE', 'a-long-name  -', 'b            active'].join('\n'))
})

test('a time is shown to the second, in UTC; none is a dash', () => {
  assert.equal(formatTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678)), '2026-01-02 03:04:05')
  assert.equal(formatTime(0), '1970-01-01 00:00:00')
  assert.equal(formatTime(undefined), '-')
})
