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

test('nothing in a cell steers the terminal or breaks the line, and a long one is cut', () => {
  const table = formatTable([
    ['NAME', 'X'],
    ['\u001b[31m\u202ered\n', 'x'.repeat(101)],
  ])

  assert.equal(table.split('\n').length, 2)
  assert.match(table, /^\\u\{1b\}\[31m\\u\{202e\}red\\u\{a\} {2}x{100}…$/m)
})

test('a time is shown to the second, in UTC; none is a dash', () => {
  assert.equal(formatTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678)), '2026-01-02 03:04:05')
  assert.equal(formatTime(0), '1970-01-01 00:00:00')
  assert.equal(formatTime(undefined), '-')
})
