import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proposeRules, suggestBuckets } from './suggest-buckets.ts'

test('each bucket is suggested once, and patterns are not', () => {
  const credentials = [
    { bucketPatterns: ['photos', 'team-*'], isSandbox: false },
    { bucketPatterns: ['*'], isSandbox: false },
  ]
  assert.deepEqual(suggestBuckets(credentials, ['backup', 'photos']), ['backup', 'photos'])
})

test('with the sandbox the bucket of the examples is suggested', () => {
  assert.deepEqual(suggestBuckets([{ bucketPatterns: [], isSandbox: true }], []), ['my-bucket'])
})

test('the rules are for one place', () => {
  assert.deepEqual(proposeRules('photos', 'try-it/'), [
    'upload:photos/try-it/*',
    'download:photos/try-it/*',
    'list:photos/try-it/*',
    'delete:photos/try-it/*',
  ])
  assert.deepEqual(proposeRules('', 'try-it/'), [])
})
