import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidArgumentError } from 'commander'
import { Type } from 'typebox'
import {
  createDurationOption,
  createFieldOption,
  parseDurationSeconds,
  parseEndpoint,
  parseExpiry,
  parseMoment,
} from './option-parsers.ts'

for (const [text, seconds] of [
  ['45s', 45],
  ['30m', 1800],
  ['12h', 43_200],
  ['90d', 7_776_000],
  ['1w', 604_800],
  ['1y', 31_536_000],
  ['600', 600],
  [' 1h ', 3600],
  ['1', 1],
] as const) {
  test(`"${text}" is ${seconds} seconds`, () => {
    assert.equal(parseDurationSeconds(text), seconds)
  })
}

for (const text of ['', '0', '0d', '-1h', '1.5h', '1yr', 'h', '1 h', '1h30m', '1H', '1e3', '9999999999s', 'toString']) {
  test(`"${text}" is refused with examples`, () => {
    assert.throws(() => parseDurationSeconds(text), InvalidArgumentError)
    assert.throws(() => parseDurationSeconds(text), /such as 90d, 1y, 12h, 30m or 45s/)
  })
}

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
  '2026-02-30',
  '2026-01-02T25:00',
  '01/02/2026',
  '1h ago',
]) {
  test(`"${text}" is refused`, () => {
    assert.throws(() => parseMoment(text, now), /must be how long ago/)
  })
}

for (const [text, expected] of [
  ['90d', '2026-09-13T12:00:00.000Z'],
  ['1y', '2027-06-15T12:00:00.000Z'],
  ['12h', '2026-06-16T00:00:00.000Z'],
  ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ['2027-01-31T18:00', '2027-01-31T18:00:00.000Z'],
  ['2027-01-31T18:00:00Z', '2027-01-31T18:00:00.000Z'],
  ['2027-01-31T18:00:00.5+02:00', '2027-01-31T16:00:00.500Z'],
  ['2027-01-31t18:00:00z', '2027-01-31T18:00:00.000Z'],
  ['2027-01-31T18:00:00+0000', '2027-01-31T18:00:00.000Z'],
] as const) {
  test(`an end ${text} is ${expected}`, () => {
    assert.equal(new Date(parseExpiry(text, now)).toISOString(), expected)
  })
}

for (const text of [
  '',
  'tomorrow',
  '600',
  '32503680000',
  '2999-13-01T00:00:00Z',
  '2027-02-30',
  '2027-02-29T10:00Z',
  '1h30m',
  '0d',
]) {
  test(`an end "${text}" is refused with examples`, () => {
    assert.throws(() => parseExpiry(text, now), /must be how long \(90d, 1y, 12h\), a date \(2027-01-31\)/)
  })
}

test('an end in the past is refused with the current time', () => {
  for (const text of ['2026-06-15', '2026-06-15T12:00:00Z']) {
    assert.throws(() => parseExpiry(text, now), /must be in the future; it is 2026-06-15T12:00:00.000Z now/)
  }
})

test('an endpoint must be an origin, and a slash at its end is dropped', () => {
  assert.equal(parseEndpoint('https://s3.example.com:9000/'), 'https://s3.example.com:9000')
  assert.throws(() => parseEndpoint('https://s3.example.com/bucket'), /must not contain a path/)
  assert.throws(() => parseEndpoint('s3.example.com'), /must start with/)
})

test('the option of a field has its description, its choices and its rule', () => {
  const count = createFieldOption('--count <n>', Type.Integer({ description: 'How many', minimum: 1, maximum: 9 }))
  assert.equal(count.description, 'how many, 1 to 9')
  assert.equal(count.parseArg?.('9', undefined), 9)
  for (const text of ['0', '10', '1.5', '']) assert.throws(() => count.parseArg?.(text, undefined), /from 1 to 9/, text)

  const place = createFieldOption('--place <p>', Type.Enum(['a', 'b'], { description: 'S3 place', default: 'a' }))
  assert.deepEqual([place.description, place.defaultValue, place.argChoices], ['S3 place', 'a', ['a', 'b']])
})

test('the option of a list may be repeated, and each value is checked by the rule', () => {
  const acl = createFieldOption('--acl <acl>', Type.Array(Type.Enum(['a', 'b']), { description: 'ACLs to allow' }))

  assert.equal(acl.description, 'ACLs to allow (repeatable)')
  assert.deepEqual(acl.parseArg?.('b', acl.parseArg?.('a', undefined)), ['a', 'b'])
  assert.throws(() => acl.parseArg?.('c', undefined), InvalidArgumentError)
})

test('the option of a field in seconds is a duration within the bounds of the field', () => {
  const field = Type.Optional(Type.Integer({ minimum: 900, maximum: 43_200 }))
  const session = createDurationOption('--session <duration>', 'how long', field)

  assert.equal(session.description, 'how long, from 15m to 12h')
  assert.equal(session.parseArg?.('1h', 0), 3600)
  for (const text of ['14m', '1d']) {
    assert.throws(() => session.parseArg?.(text, 0), /must be a duration from 15m to 12h/)
  }
  assert.throws(() => session.parseArg?.('soon', 0), /must be a duration such as/)
})
