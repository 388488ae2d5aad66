import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { percentEncode, percentEncodePath } from './percent-encoding.ts'

test('keeps the unreserved characters of RFC 3986 and nothing else of ASCII', () => {
  const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'
  assert.equal(percentEncode(unreserved), unreserved)
  for (let code = 0; code < 128; code++) {
    const character = String.fromCharCode(code)
    if (unreserved.includes(character)) continue
    assert.equal(percentEncode(character), `%${code.toString(16).toUpperCase().padStart(2, '0')}`)
  }
})

test('encodes the bytes of UTF-8', () => {
  assert.equal(percentEncode('é€😀'), '%C3%A9%E2%82%AC%F0%9F%98%80')
})

test('keeps the slashes of a path', () => {
  assert.equal(percentEncodePath('/a//b c/%2F/+é/'), '/a//b%20c/%252F/%2B%C3%A9/')
  assert.equal(percentEncodePath('plain/path.txt'), 'plain/path.txt')
})

test('decodes back to the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(decodeURIComponent(percentEncode(text)), text)
      assert.equal(decodeURIComponent(percentEncodePath(text)), text)
    }),
  )
})
