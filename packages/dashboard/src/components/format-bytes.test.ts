import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBytes } from './format-bytes.ts'

for (const [bytes, text] of [
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [1536, '1.54 kB'],
  [15_360_000, '15.4 MB'],
  [5_497_558_138_880, '5.5 TB'],
] as const) {
  test(`${bytes} are ${text}`, () => {
    assert.equal(formatBytes(bytes), text)
  })
}
