import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCell, formatJson, formatLines } from './printable-text.ts'

/** C0, DEL, C1 (CSI in one character), bidi, zero width, line separator, half a surrogate pair, and a tag beyond the BMP. */
const hostile = '\u001b\u007f\u009b31m\u202e\u200b\u2028\ud800.\u{e0041}'

test('a cell contains no character that a terminal obeys, and shows which ones the text had', () => {
  const shown = '\\u{1b}\\u{7f}\\u{9b}31m\\u{202e}\\u{200b}\\u{2028}\\u{d800}.\\u{e0041}'

  assert.equal(formatCell(hostile, 100), shown)
  assert.equal(formatCell('a\n\tb', 100), 'a\\u{a}\\u{9}b')
  assert.equal(formatLines(`a\n${hostile}`), `a\n${shown}`)
})

test('other scripts are unchanged', () => {
  assert.equal(formatCell('файл-ü-文件-😀 "x"\\', 100), 'файл-ü-文件-😀 "x"\\')
})

test('a long cell is cut', () => {
  assert.equal(formatCell('abcdef', 5), 'abcde…')
  assert.equal(formatCell('abcde', 5), 'abcde')
})

test('JSON contains none either, and parses to the same value', () => {
  const json = formatJson({ key: hostile, line: 'a\nb' })

  assert.doesNotMatch(json, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  assert.deepEqual(JSON.parse(json), { key: hostile, line: 'a\nb' })
})
