import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PresignError, type PresignErrorCode } from './presign-error.ts'
import { addSignedHeader, checkSignedHeaders } from './signed-headers.ts'

test('lowercases names, trims values and sorts by name', () => {
  assert.deepEqual(checkSignedHeaders({ 'X-Amz-Meta-B': ' b  b ', 'Content-Type': 'text/plain', 'x-amz-meta-a': '' }), [
    ['content-type', 'text/plain'],
    ['x-amz-meta-a', ''],
    ['x-amz-meta-b', 'b  b'],
  ])
})

test('adds a header in sorted order', () => {
  assert.deepEqual(
    addSignedHeader(
      [
        ['a', '1'],
        ['c', '3'],
      ],
      ['b', '2'],
    ),
    [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ],
  )
})

const refusals: readonly (readonly [headers: Record<string, string>, code: PresignErrorCode, rule: RegExp])[] = [
  [{ '': 'x' }, 'invalid_header', /not an HTTP token/],
  [{ 'a b': 'x' }, 'invalid_header', /not an HTTP token/],
  [{ 'a:b': 'x' }, 'invalid_header', /not an HTTP token/],
  [{ 'a\r\nb': 'x' }, 'invalid_header', /not an HTTP token/],
  [{ naïve: 'x' }, 'invalid_header', /not an HTTP token/],
  [{ 'x-amz-meta-a': 'a\r\nb' }, 'invalid_header', /"x-amz-meta-a" must not contain a control character/],
  [{ 'x-amz-meta-a': 'a\tb' }, 'invalid_header', /control character/],
  [{ 'x-amz-meta-a': 7 as unknown as string }, 'invalid_header', /must be a string/],
  [{ 'X-A': '1', 'x-a': '1' }, 'invalid_header', /"x-a" is set twice/],
  [{ Host: 'evil.example' }, 'reserved_header', /bucket and the endpoint determine/],
  [{ Authorization: 'x' }, 'reserved_header', /refuses two/],
  [{ 'X-Amz-Date': 'x' }, 'reserved_header', /`signedAt`/],
  [{ 'x-amz-security-token': 'x' }, 'reserved_header', /credentials/],
  [{ 'x-amz-acl': 'public-read' }, 'reserved_header', /use `acl`/],
  [{ 'User-Agent': 'x' }, 'header_not_signable', /change it in transit/],
  [{ 'Proxy-Authorization': 'x' }, 'header_not_signable', /change it in transit/],
]

for (const [headers, code, rule] of refusals) {
  test(`refuses ${JSON.stringify(headers)} as ${code}`, () => {
    assert.throws(
      () => checkSignedHeaders(headers),
      (error) => error instanceof PresignError && error.code === code && rule.test(error.message),
    )
  })
}

test('never repeats a value, which may be an encryption key', () => {
  assert.throws(
    () => checkSignedHeaders({ 'x-amz-server-side-encryption-customer-key': 'sécret' }),
    (error) => error instanceof PresignError && !error.message.includes('sécret'),
  )
})
