import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMoment } from './moment.ts'

const now = Date.UTC(2026, 5, 15, 12)

for (const [text, expected] of [
  ['1h', '2026-06-15T11:00:00.000Z'],
  ['30d', '2026-05-16T12:00:00.000Z'],
  ['2026-01-02', '2026-01-02T00:00:00.000Z'],
  ['2026-01-02T03:04', '2026-01-02T03:04:00.000Z'],
  ['2026-01-02 03:04:05', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
  ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05.000Z'],
] as const) {
  test(`${text} is ${expected}`, () => {
    assert.equal(new Date(parseMoment(text, now)).toISOString(), expected)
  })
}

for (const text of [
  '',
  'yesterday',
  '1',
  '0h',
  '-1h',
  '2026',
  '2026-13-01',
  '2026-01-02T25:00',
  '01/02/2026',
  '1h ago',
]) {
  test(`"${text}" is refused`, () => {
    assert.throws(() => parseMoment(text, now), /Write/)
  })
}
