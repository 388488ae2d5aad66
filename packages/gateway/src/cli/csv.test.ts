import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCsvLine } from './csv.ts'

test('cells are quoted where RFC 4180 asks for it, and nowhere else', () => {
  const line = formatCsvLine(['plain', 'a,b', 'say "hi"', 'two\nlines', '', null, 300])

  assert.equal(line, 'plain,"a,b","say ""hi""","two\nlines",,,300\r\n')
})

test('a text that a spreadsheet would run is a text', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
    const cell = formatCsvLine([`${start}cmd|' /C calc'!A0`]).replace(/^"/, '')

    assert.equal(cell[0], "'", JSON.stringify(start))
  }
})

test('numbers are not texts, so a negative one stays one', () => {
  assert.equal(formatCsvLine([-1]), '-1\r\n')
})
