import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAmzDate } from './string-to-sign.ts'

test('writes the time in ISO 8601 basic format in UTC', () => {
  assert.equal(formatAmzDate(0), '19700101T000000Z')
  assert.equal(formatAmzDate(1_709_164_799), '20240228T235959Z')
  assert.equal(formatAmzDate(253_402_300_799), '99991231T235959Z')
})
