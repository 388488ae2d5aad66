import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations } from './registry.ts'

test('the three published operations come first, unchanged', () => {
  assert.deepEqual(
    operations.slice(0, 3).map(({ name, method, path }) => `${name} ${method} ${path}`),
    [
      'signed_url GET /awss3/signed-url',
      'signed_url_for_fetch GET /awss3/signed-url/for-fetch',
      'signed_url_for_upload GET /awss3/signed-url/for-upload',
    ],
  )
})

test('each name is used once', () => {
  assert.equal(new Set(operations.map(({ name }) => name)).size, operations.length)
})

for (const { name, usage } of operations) {
  test(`${name} tells a model in sentences when to use it, and what to do next`, () => {
    assert.match(usage, /^[A-Z].{20,}[.]$/)
    assert.ok(usage.length < 500)
  })
}

test('a short form names an existing operation', () => {
  const names = operations.map(({ name }) => name)
  for (const { shortFormOf } of operations) assert.ok(shortFormOf === undefined || names.includes(shortFormOf))
})
