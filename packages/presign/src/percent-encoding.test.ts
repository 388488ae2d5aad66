import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyCharacter } from '../test/any-character.ts'
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

const texts = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.string({ unit: 'grapheme-ascii' }),
  fc.string({ unit: 'grapheme', minLength: 1000, maxLength: 1100 }),
)

test('decodes back to the same text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      assert.equal(decodeURIComponent(percentEncode(text)), text)
      assert.equal(decodeURIComponent(percentEncodePath(text)), text)
    }),
  )
})

test('encodes like encodeURIComponent, and also the five characters that it leaves', () => {
  const encode = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  fc.assert(
    fc.property(texts, (text) => {
      const expected = encodeURIComponent(text).replace(/[!'()*]/g, encode)
      assert.equal(percentEncode(text), expected)
      assert.equal(percentEncodePath(text), expected.replaceAll('%2F', '/'))
    }),
    { numRuns: 1000 },
  )
})

test('a text may have any length, and does not affect the next one', () => {
  for (const unit of ['a', ' ', 'é', '€', '😀']) {
    for (const count of [511, 512, 1023, 1024, 1025, 5000]) {
      assert.equal(percentEncode(unit.repeat(count)), percentEncode(unit).repeat(count))
      assert.equal(percentEncode('ä'), '%C3%A4')
    }
  }
})

test('refuses half of a surrogate pair, which has no bytes', () => {
  for (const text of ['\ud83d', 'a\ude00', '\ude00\ud83d']) {
    assert.throws(() => percentEncode(text), URIError)
    assert.throws(() => percentEncodePath(text), URIError)
  }
})
