import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations } from '../operations/registry.ts'
import { generateToken } from '../tokens/token-format.ts'
import { describePath } from './shown-path.ts'

test('a path of ours, and an ordinary mistake, are shown whole', () => {
  for (const path of [...operations.map((operation) => operation.path), '/', '/favicon.ico', '/awss3/signedurl']) {
    assert.equal(describePath(path), path)
  }
})

test('a token is not shown, whole, encoded, or cut off by the length', () => {
  const token = generateToken()
  assert.equal(describePath(`/awss3/${token}/a`), '/awss3/…/a')
  assert.equal(describePath(`/api_token=${token}`), '/…')
  assert.equal(describePath(`/%61t_${token.slice(3, 20)}`), '/…')
  for (let length = 150; length <= 200; length++) {
    const shown = describePath(`${'/12345678'.repeat(30).slice(0, length)}/${token}`)
    assert.ok(!shown.includes(token.slice(0, 6)), shown)
  }
})

test('of a long path the first 200 characters are shown', () => {
  assert.equal(describePath('/a'.repeat(1000)), '/a'.repeat(100))
})
