import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newRequestId, readRequestTime } from './request-id.ts'

test('an id is a UUID of version 7, contains its time, and is unique', () => {
  const now = Date.UTC(2026, 10, 26, 10, 0, 0, 123)
  const ids = Array.from({ length: 1000 }, () => newRequestId(now))

  assert.match(ids[0] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(readRequestTime(ids[0] ?? ''), now)
  assert.equal(new Set(ids).size, ids.length)
})

test('any other id has no time', () => {
  for (const text of ['', '0b8f7c1e-8d61-4c7e-9a55-3f2f4c1d9e70', `${newRequestId()}x`, newRequestId().toUpperCase()]) {
    assert.equal(readRequestTime(text), undefined, text)
  }
})
