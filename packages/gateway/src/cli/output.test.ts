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

test('a cell contains no terminal control characters and no line breaks, and a long cell is cut', () => {
  const table = formatTable([
    ['NAME', 'X'],
    ['\u001b[31m\u202ered\n', 'x'.repeat(101)],
  ])

  assert.equal(table.split('\n').length, 2)
  assert.match(table, /^\\u\{1b\}\[31m\\u\{202e\}red\\u\{a\} {2}x{100}…$/m)
})

test('a time is shown to the second, in UTC; no time is a dash', () => {
  assert.equal(formatTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678)), '2026-01-02 03:04:05')
  assert.equal(formatTime(0), '1970-01-01 00:00:00')
  assert.equal(formatTime(undefined), '-')
})

test('a table fits the terminal: extra columns are dropped, then the widest cells are cut, and columns to copy stay whole', () => {
  const rows = [
    ['ID', 'NAME', 'LIMITS', 'CREATED'],
    ['tok_0123456789', 'app', 'upload:my-bucket/incoming/* from 10.0.0.0/8', '2026-01-02'],
  ]
  const fit = { whole: ['ID'], extra: ['CREATED'] }
  const widest = (width: number) => {
    const lines = formatTable(rows, { ...fit, width }).split('\n')
    return { lines, width: Math.max(...lines.map((line) => line.length)) }
  }

  assert.equal(widest(80).lines[0]?.includes('CREATED'), true)
  const narrow = widest(70)
  assert.deepEqual([narrow.lines[0]?.includes('CREATED'), narrow.lines[1]?.includes('10.0.0.0/8')], [false, true])
  const cut = widest(40)
  assert.equal(cut.width, 40)
  assert.match(cut.lines[1] ?? '', /^tok_0123456789 {2}app {3}upload:my-bucket\/…$/)
  assert.match(formatTable(rows), /2026-01-02$/, 'a pipe has room for everything')
})
