import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCsvLine } from './csv.ts'

test('cells are quoted only where RFC 4180 requires it', () => {
  const line = formatCsvLine(['plain', 'a,b', 'say "hi"', '', null, 300])

  assert.equal(line, 'plain,"a,b","say ""hi""",,,300\r\n')
})

test('a text that a spreadsheet would run as a formula stays text', () => {
  for (const start of [
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    '＝',
    '＋',
    '－',
    '＠',
    ' =',
    '  +',
    '\u00a0-',
    ' \t@',
    '\ufeff=',
  ]) {
    const cell = formatCsvLine([`${start}cmd|' /C calc'!A0`]).replace(/^"/, '')

    assert.equal(cell[0], "'", JSON.stringify(start))
  }
})

test('a negative number stays a number', () => {
  assert.equal(formatCsvLine([-1]), '-1\r\n')
})

test('a cell is one line without terminal control characters, and is cut at the length of the longest key', () => {
  assert.equal(formatCsvLine(['two\nlines\u202e\u009b']), 'two\\u{a}lines\\u{202e}\\u{9b}\r\n')
  assert.equal(formatCsvLine(['k'.repeat(1024), 'k'.repeat(1025)]), `${'k'.repeat(1024)},${'k'.repeat(1024)}…\r\n`)
})
