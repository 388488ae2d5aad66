import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toIso, toLocalMoment } from './local-moment.ts'

test('a moment is unchanged after a round trip through a field', () => {
  const iso = '2027-01-31T18:05:00.000Z'

  assert.match(toLocalMoment(iso), /^2027-0[12]-\d\dT\d\d:\d\d$/)
  assert.equal(toIso(toLocalMoment(iso)), iso)
})

test('an empty field has no moment', () => {
  assert.equal(toIso(''), undefined)
  assert.equal(toIso('2027-13-01T00:00'), undefined)
})
