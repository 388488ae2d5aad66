import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillText, formatBytes, formatPercent, formatSizes } from './texts.ts'

test('a size follows the conventions of the language', () => {
  for (const [bytes, language, text] of [
    [0, 'en', '0 byte'],
    [999, 'en', '999 byte'],
    [1000, 'en', '1 kB'],
    [1536, 'en', '1.5 kB'],
    [15_360, 'en', '15 kB'],
    [2_500_000, 'de', '2,5 MB'],
    [5_000_000_000_000_000, 'en', '5,000 TB'],
    [300_000_000, 'no language', '300 MB'],
  ] as const) {
    assert.equal(formatBytes(bytes, language), text)
  }
})

test('sizes that would look the same are shown to the byte', () => {
  assert.deepEqual(formatSizes([2001, 2000], 'en'), ['2,001 bytes', '2,000 bytes'])
  assert.deepEqual(formatSizes([3000, 2000], 'en'), ['3 kB', '2 kB'])
})

test('a share is never rounded up', () => {
  const shares = [
    [0, 0],
    [1, 3],
    [999, 1000],
    [1000, 1000],
  ] as const
  assert.deepEqual(
    shares.map(([part, whole]) => formatPercent(part, whole, 'en')),
    ['0%', '33%', '99%', '100%'],
  )
})

test('braces in a file’s name are not replaced', () => {
  assert.equal(
    fillText('{name} of {size}, {other}', { name: '{size}.txt', size: '1 kB' }),
    '{size}.txt of 1 kB, {other}',
  )
})
