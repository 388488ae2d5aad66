import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations } from './registry.ts'

test('the three published operations come first, as they were published', () => {
  assert.deepEqual(
    operations.slice(0, 3).map(({ name, method, path }) => `${name} ${method} ${path}`),
    [
      'signed_url GET /awss3/signed-url',
      'signed_url_for_fetch GET /awss3/signed-url/for-fetch',
      'signed_url_for_upload GET /awss3/signed-url/for-upload',
    ],
  )
})

test('each name stands once', () => {
  assert.equal(new Set(operations.map(({ name }) => name)).size, operations.length)
})
