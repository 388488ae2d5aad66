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
]) {
  test(`${word === '' ? 'nothing' : word} most likely means ${meant ?? 'none of them'}`, () => {
    assert.equal(findNearest(word, parameters), meant)
  })
}

test('a very long word is not compared at all', () => {
  assert.equal(findNearest('b'.repeat(101), ['b'.repeat(100)]), undefined)
})
