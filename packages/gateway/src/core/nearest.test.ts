import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findNearest } from './nearest.ts'

const parameters = ['bucket', 'key_name', 'type', 'acl', 'expires_in']

for (const { word, meant } of [
  { word: 'expire_in', meant: 'expires_in' },
  { word: 'expiresIn', meant: 'expires_in' },
  { word: 'Bucket', meant: 'bucket' },
  { word: 'key-name', meant: 'key_name' },
  { word: 'keyname', meant: 'key_name' },
  { word: 'acls', meant: 'acl' },
  { word: 'tpye', meant: 'type' },
  { word: 'tpey', meant: undefined },
  { word: 'typ', meant: 'type' },
  { word: 'x', meant: undefined },
  { word: '', meant: undefined },
  { word: 'prefix', meant: undefined },
  { word: 'content_type', meant: undefined },
  { word: 'expires', meant: 'expires_in' },
  { word: 'exp', meant: undefined },
]) {
  test(`${word === '' ? 'nothing' : word} most likely means ${meant ?? 'none of them'}`, () => {
    assert.equal(findNearest(word, parameters), meant)
  })
}

test('a very long word is not compared at all', () => {
  assert.equal(findNearest('b'.repeat(101), ['b'.repeat(100)]), undefined)
})

test('a name that lacks its last words means the candidate with the fewest missing words, not one with as many letters', () => {
  const variables = ['APP_DATA_DIR', 'APP_DATABASE_POOL_SIZE', 'APP_DATABASE_URL']
  assert.equal(findNearest('APP_DATABASE', variables), 'APP_DATABASE_URL')
  assert.equal(findNearest('APP_DATA', variables), 'APP_DATA_DIR')
  assert.equal(findNearest('bucket', ['buckets', 'bucketPatterns']), 'buckets')
})
