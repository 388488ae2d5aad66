import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBytes, parseBytes } from './byte-size.ts'

for (const [text, bytes, formatted] of [
  ['5MB', 5_000_000, '5MB'],
  ['16MiB', 16_777_216, '16MiB'],
  [' 2 GB ', 2_000_000_000, '2GB'],
  ['3kB', 3000, '3kB'],
  ['3KB', 3000, '3kB'],
  ['1024', 1024, '1KiB'],
  ['1TiB', 1_099_511_627_776, '1TiB'],
  ['1', 1, '1B'],
  ['1500001B', 1_500_001, '1500001B'],
] as const) {
  test(`"${text}" is ${bytes} bytes, and is shown as ${formatted}`, () => {
    assert.equal(parseBytes(text), bytes)
    assert.equal(formatBytes(bytes), formatted)
    assert.equal(parseBytes(formatted), bytes)
  })
}

for (const text of [
  '',
  '0',
  '0MB',
  '-1',
  '1.5MB',
  '5 mb',
  '5mb',
  'MB',
  '5M',
  '5iB',
  '9e9',
  '999999999999TB',
  'toString',
]) {
  test(`"${text}" is not a size`, () => {
    assert.throws(() => parseBytes(text), /must be a size such as 5MB, 16MiB or 2000000/)
  })
}
