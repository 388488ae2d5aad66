import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listMissing } from './use-new-stores.ts'

const policy = "default-src 'none'; connect-src 'self' https://a.example https://*.b.example; base-uri 'none'"

test('a store that the document lacks is found', () => {
  assert.deepEqual(listMissing(policy, ['https://a.example']), ['https://*.b.example'])
})

test('nothing is missing if the document has all stores, or if there is no policy', () => {
  assert.deepEqual(listMissing(policy, ['https://*.b.example', 'https://a.example', 'https://c.example']), [])
  assert.deepEqual(listMissing("connect-src 'self'", ['']), [])
  assert.deepEqual(listMissing('', []), [])
})
