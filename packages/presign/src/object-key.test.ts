import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findKeyProblem } from './object-key.ts'

test('accepts what S3 accepts', () => {
  const keys = [
    'a',
    '/',
    '//',
    '/a',
    'a/',
    'a//b',
    '...',
    'a..b',
    '.hidden',
    'a/.hidden',
    'a.',
    'a/b.',
    '..a/b..',
    ' ',
    '\n',
    '%2e%2e/a',
    '\\..\\',
  ]
  for (const key of keys) assert.equal(findKeyProblem(key), undefined, JSON.stringify(key))
})

test('counts bytes of UTF-8, not characters', () => {
  for (const key of ['a'.repeat(1024), 'é'.repeat(512), '😀'.repeat(256), `${'€'.repeat(341)}a`]) {
    assert.equal(findKeyProblem(key), undefined)
    assert.match(findKeyProblem(`${key}a`) ?? '', /at most 1024 bytes/)
  }
})

test('refuses an empty key', () => assert.match(findKeyProblem('') ?? '', /must not be empty/))

test('refuses dot segments, which clients collapse', () => {
  for (const key of ['.', '..', './a', '../a', 'a/.', 'a/..', 'a/./b', 'files/../admin/x', '/..', '../', '//./']) {
    assert.match(findKeyProblem(key) ?? '', /"\." or "\.\." segment/, key)
  }
})

test('refuses NUL and half surrogate pairs', () => {
  assert.match(findKeyProblem('a\0b') ?? '', /NUL/)
  for (const key of ['\ud83d', 'a\ude00', '\ude00\ud83d']) assert.match(findKeyProblem(key) ?? '', /surrogate/)
})

test('refuses what is not a string', () => {
  for (const key of [undefined, null, 7, {}]) assert.ok(findKeyProblem(key as unknown as string))
})
