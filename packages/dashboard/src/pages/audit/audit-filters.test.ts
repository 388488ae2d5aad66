import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFilters, toInput } from './audit-filters.ts'

test('the filters of an address are those that have a value', () => {
  const address = { account: 'acc_1', tab: 'x', bucket: 'photos', keyPrefix: '', anonymous: 'true' }

  assert.deepEqual(readFilters(address), { bucket: 'photos', anonymous: 'true' })
  assert.deepEqual(toInput(readFilters(address)), { bucket: 'photos', anonymous: true })
  assert.deepEqual(toInput({}), {})
})
