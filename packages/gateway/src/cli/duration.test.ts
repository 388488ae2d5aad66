import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidArgumentError } from 'commander'
import { parseDurationSeconds } from './duration.ts'

for (const [text, seconds] of [
  ['45s', 45],
  ['30m', 1800],
  ['12h', 43_200],
  ['90d', 7_776_000],
  ['1w', 604_800],
  ['600', 600],
  [' 1h ', 3600],
  ['1', 1],
] as const) {
  test(`"${text}" is ${seconds} seconds`, () => {
    assert.equal(parseDurationSeconds(text), seconds)
  })
}

for (const text of ['', '0', '0d', '-1h', '1.5h', '1y', 'h', '1 h', '1h30m', '1H', '1e3', '9999999999s', 'toString']) {
  test(`"${text}" is refused with the form`, () => {
    assert.throws(() => parseDurationSeconds(text), InvalidArgumentError)
    assert.throws(() => parseDurationSeconds(text), /such as 90d, 12h, 30m or 45s/)
  })
}
