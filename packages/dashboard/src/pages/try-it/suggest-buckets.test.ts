import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proposeRules, suggestBuckets } from './suggest-buckets.ts'

test('each bucket is suggested once, and no pattern', () => {
  assert.deepEqual(suggestBuckets(['photos', 'team-*', '*'], ['backup', 'photos']), ['backup', 'photos'])
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
