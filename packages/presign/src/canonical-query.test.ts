import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildCanonicalQuery } from './canonical-query.ts'

test('sorts by name in code unit order, capitals first', () => {
  assert.equal(
    buildCanonicalQuery('X-Amz-Date=1&x-amz-acl=2', [
      ['a', '3'],
      ['Z', '4'],
      ['versionId', '5'],
    ]),
    'X-Amz-Date=1&Z=4&a=3&versionId=5&x-amz-acl=2',
  )
})

test('a name sorts before the longer names that start with it', () => {
  assert.equal(buildCanonicalQuery('a-b=1', [['a', '2']]), 'a=2&a-b=1')
})

test('sorts encoded names: that is what the store sees', () => {
  assert.equal(
    buildCanonicalQuery('b=1', [
      ['é', '2'],
      ['!', '3'],
    ]),
    '%21=3&%C3%A9=2&b=1',
  )
})

test('encodes names and values, and writes empty values with an equals sign', () => {
  assert.equal(
    buildCanonicalQuery('x=y', [
      ['a b', "c+d&e=f!'()*/"],
      ['acl', ''],
    ]),
    'a%20b=c%2Bd%26e%3Df%21%27%28%29%2A%2F&acl=&x=y',
  )
})

test('leaves encoded signing parameters as they are', () => {
  assert.equal(buildCanonicalQuery('X-Amz-Credential=A%2FB', []), 'X-Amz-Credential=A%2FB')
})
