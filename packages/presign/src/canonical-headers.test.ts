import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalizeHeaders } from './canonical-headers.ts'
import { PresignError } from './presign-error.ts'

test('puts the host among the other headers, sorted by name', () => {
  assert.deepEqual(
    canonicalizeHeaders('h.example', [
      ['content-type', 'text/plain'],
      ['x-amz-meta-a', 'one   two'],
      ['x-amz-tagging', ''],
    ]),
    {
      lines: 'content-type:text/plain\nhost:h.example\nx-amz-meta-a:one two\nx-amz-tagging:\n',
      names: 'content-type;host;x-amz-meta-a;x-amz-tagging',
      payloadHash: 'UNSIGNED-PAYLOAD',
    },
  )
})

test('a signed x-amz-content-sha256 becomes the payload hash', () => {
  const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  assert.equal(canonicalizeHeaders('h', [['x-amz-content-sha256', sha256]]).payloadHash, sha256)
  assert.equal(canonicalizeHeaders('h', [['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']]).payloadHash, 'UNSIGNED-PAYLOAD')
})

test('refuses hashes that a URL cannot carry', () => {
  for (const value of ['', 'abc', 'E3'.repeat(32), 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD']) {
    assert.throws(
      () => canonicalizeHeaders('h', [['x-amz-content-sha256', value]]),
      (error) => error instanceof PresignError && error.code === 'invalid_header',
    )
  }
})
