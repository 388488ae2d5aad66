import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatNumber, formatTable } from './table.ts'

test('a table is aligned Markdown: text to the left, numbers to the right', () => {
  const table = formatTable({
    title: 'Speed',
    columns: ['name', 'µs'],
    rows: [
      ['ours', '7.5'],
      ['theirs, with more', '1,234'],
    ],
    note: 'Measured.',
  })
  assert.equal(
    table,
    [
      '### Speed',
      '',
      '| name              |    µs |',
      '|-------------------|------:|',
      '| ours              |   7.5 |',
      '| theirs, with more | 1,234 |',
      '',
      'Measured.',
      '',
    ].join('\n'),
  )
})

test('a missing cell is empty', () => {
  assert.match(formatTable({ title: 't', columns: ['a', 'b'], rows: [['x']] }), /\| x {3}\| {5}\|/)
})

test('numbers keep three significant digits', () => {
  assert.deepEqual([0, 0.1234, 1.5, 12.34, 123.4, 12_345.6, Number.NaN].map(formatNumber), [
    '0',
    '0.12',
    '1.50',
    '12.3',
    '123',
    '12,346',
    'n/a',
  ])
})
