import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildCanonicalHeaders, buildCanonicalQuery } from './canonical-request.ts'
import { PresignError } from './presign-error.ts'

test('sorts query parameters by name in code unit order, capitals first', () => {
  assert.equal(
    buildCanonicalQuery('X-Amz-Date=1&x-amz-acl=2', [
      ['a', '3'],
      ['Z', '4'],
      ['versionId', '5'],
    ]),
    'X-Amz-Date=1&Z=4&a=3&versionId=5&x-amz-acl=2',
  )
})

test('a parameter name sorts before the longer names that start with it', () => {
  assert.equal(buildCanonicalQuery('a-b=1', [['a', '2']]), 'a=2&a-b=1')
})

test('sorts encoded parameter names, as the store sees them', () => {
  assert.equal(
    buildCanonicalQuery('b=1', [
      ['é', '2'],
      ['!', '3'],
    ]),
    '%21=3&%C3%A9=2&b=1',
  )
})

test('encodes parameter names and values, and writes empty values with an equals sign', () => {
  assert.equal(
    buildCanonicalQuery('x=y', [
      ['a b', "c+d&e=f!'()*/"],
      ['acl', ''],
    ]),
    'a%20b=c%2Bd%26e%3Df%21%27%28%29%2A%2F&acl=&x=y',
  )
})

test('leaves the parameters of the signature unchanged, because they are already encoded', () => {
  assert.equal(buildCanonicalQuery('X-Amz-Credential=A%2FB', []), 'X-Amz-Credential=A%2FB')
})

test('puts the host among the other headers, sorted by name', () => {
  assert.deepEqual(
    buildCanonicalHeaders('h.example', [
      ['content-type', 'text/plain'],
      ['x-amz-meta-a', 'one   two'],
      ['x-amz-tagging', ''],
    ]),
    {
      lines: 'content-type:text/plain\nhost:h.example\nx-amz-meta-a:one two\nx-amz-tagging:\n',
      signedHeaderNames: 'content-type;host;x-amz-meta-a;x-amz-tagging',
      payloadHash: 'UNSIGNED-PAYLOAD',
    },
  )
})

test('a signed x-amz-content-sha256 becomes the payload hash', () => {
  const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  assert.equal(buildCanonicalHeaders('h', [['x-amz-content-sha256', sha256]]).payloadHash, sha256)
  assert.equal(
    buildCanonicalHeaders('h', [['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']]).payloadHash,
    'UNSIGNED-PAYLOAD',
  )
})

test('refuses payload hashes that a URL cannot carry', () => {
  for (const value of ['', 'abc', 'E3'.repeat(32), 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD']) {
    assert.throws(
      () => buildCanonicalHeaders('h', [['x-amz-content-sha256', value]]),
      (error) => error instanceof PresignError && error.code === 'invalid_header',
    )
  }
})
