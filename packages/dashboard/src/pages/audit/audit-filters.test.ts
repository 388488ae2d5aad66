import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFilters, toInput } from './audit-filters.ts'

test('only filters with a value are read from an address', () => {
  const address = { account: 'acc_1', tab: 'x', bucket: 'photos', keyPrefix: '', anonymous: 'true' }

  assert.deepEqual(readFilters(address), { bucket: 'photos', anonymous: 'true' })
  assert.deepEqual(toInput(readFilters(address)), { bucket: 'photos', anonymous: true })
  assert.deepEqual(toInput({}), {})
})
