import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseIsoTime } from './iso-time.ts'

for (const [text, expected] of [
  ['2027-01-31T18:00:00Z', Date.UTC(2027, 0, 31, 18)],
  ['2027-01-31T18:00:00.250Z', Date.UTC(2027, 0, 31, 18, 0, 0, 250)],
  ['2027-01-31t18:00z', Date.UTC(2027, 0, 31, 18)],
  ['2027-01-31T18:00:00+02:00', Date.UTC(2027, 0, 31, 16)],
  ['2027-01-31', Date.UTC(2027, 0, 31)],
  ['2028-02-29', Date.UTC(2028, 1, 29)],
] as const) {
  test(`${text} is a time`, () => assert.equal(parseIsoTime(text), expected))
}

for (const text of [
  '',
  'now',
  '1769882400000',
  '2027-02-30',
  '2027-13-01',
  '2027-01-31T25:00:00Z',
  '2027-01-31T18:00:00',
  '2027-01-31 18:00:00Z',
  '1969-12-31',
  '2027-01-31T18:00:00Z ',
]) {
  test(`"${text}" is not a time`, () => assert.equal(parseIsoTime(text), undefined))
}
