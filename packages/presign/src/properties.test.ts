import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { arbitraryKey } from '../test/arbitrary-key.ts'
import type { PresignedRequest } from './presign-request.ts'
import { createPresigner } from './presigner.ts'
import type { PresignerOptions } from './presigner-options.ts'

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const options: PresignerOptions = { credentials: { accessKeyId: 'AKID', secretAccessKey }, region: 'eu-central-1' }
const request = { method: 'GET', bucket: 'abc', expiresInSeconds: 300, signedAt: 1_700_000_000_000 } as const

/** Splits a URL as a server receives it. A URL parser would repair it. */
function splitUrl(url: string): { host: string; path: string; parameters: string[] } {
  const [, host = '', path = '', query = ''] = /^https:\/\/([^/]+)(\/[^?]*)\?(.*)$/s.exec(url) ?? []
  return { host, path, parameters: query.split('&') }
}

/** Checks a request as a store does. Written from the specification; shares no code with the package. */
function isAccepted({ url, method, headers }: Pick<PresignedRequest, 'url' | 'method' | 'headers'>): boolean {
  const { host, path, parameters } = splitUrl(url)
  const values = new Map(parameters.map((one) => one.split('=').map(decodeURIComponent) as [string, string]))
  const signedNames = (values.get('X-Amz-SignedHeaders') ?? '').split(';')
  const received = new Map([...Object.entries(headers), ['host', host]])
  const query = parameters
    .filter((one) => !one.startsWith('X-Amz-Signature='))
    .sort()
    .join('&')
  // As Ceph does it: an absent header has no line. AWS does not describe such a request.
  const lines = signedNames.map((name) => (received.has(name) ? `${name}:${received.get(name)}\n` : '')).join('')
  const canonical = [method, canonicalizePath(path), query, lines, signedNames.join(';'), 'UNSIGNED-PAYLOAD'].join('\n')
  const [, ...scope] = (values.get('X-Amz-Credential') ?? '').split('/')
  const text = [
    'AWS4-HMAC-SHA256',
    values.get('X-Amz-Date'),
    scope.join('/'),
    createHash('sha256').update(canonical).digest('hex'),
  ]
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  return hmac(key, text.join('\n')).toString('hex') === values.get('X-Amz-Signature')
}

/** A store knows the key that was sent, but not how it was escaped, so it encodes the path again, with plain slashes. */
function canonicalizePath(path: string): string {
  const encode = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(decodeURIComponent(path))
    .replace(/[!'()*]/g, encode)
    .replaceAll('%2F', '/')
}

test('decoding the path gives back the key, and the host is the bucket’s', () => {
  const presigner = createPresigner(options)
  const pathStyle = createPresigner({ ...options, addressing: 'path' })
  fc.assert(
    fc.property(arbitraryKey, (key) => {
      const virtual = splitUrl(presigner.presign({ ...request, key }).url)
      assert.equal(virtual.host, 'abc.s3.eu-central-1.amazonaws.com')
      assert.equal(decodeURIComponent(virtual.path), `/${key}`)
      assert.equal(decodeURIComponent(splitUrl(pathStyle.presign({ ...request, key }).url).path), `/abc/${key}`)
    }),
    { numRuns: 1000 },
  )
})

test('a URL parser changes nothing: what a client sends is what was signed', () => {
  const presigner = createPresigner(options)
  fc.assert(
    fc.property(arbitraryKey, (key) => {
      const { url } = presigner.presign({ ...request, key })
      assert.equal(new URL(url).href, url)
    }),
    { numRuns: 1000 },
  )
})

test('two keys never share a URL', () => {
  const presigner = createPresigner(options)
  fc.assert(
    fc.property(arbitraryKey, arbitraryKey, (one, other) => {
      const paths = [one, other].map((key) => splitUrl(presigner.presign({ ...request, key }).url).path)
      assert.equal(paths[0] === paths[1], one === other)
    }),
    { numRuns: 1000 },
  )
})

test('a store accepts the URL, and nothing else', () => {
  const presigner = createPresigner(options)
  const cases = fc.record({
    key: arbitraryKey,
    prefix: fc.string({ unit: 'grapheme', maxLength: 10 }),
    note: fc.constantFrom('', 'plain', 'a b'),
    at: fc.nat(),
  })
  fc.assert(
    fc.property(cases, ({ key, prefix, note, at }) => {
      const signed = presigner.presign({
        ...request,
        method: 'PUT',
        acl: 'public-read',
        key,
        query: { prefix },
        headers: { 'x-amz-meta-note': note },
      })
      assert.equal(isAccepted(signed), true)
      assert.equal(isAccepted({ ...signed, method: 'GET' }), false)
      assert.equal(isAccepted({ ...signed, headers: { 'x-amz-meta-note': `${note}x` } }), false)
      assert.equal(isAccepted({ ...signed, url: `${signed.url}&versionId=1` }), false)
      // Replaces one character of host, path or query by another character that is valid there.
      const index = 'https://'.length + (at % (signed.url.length - 'https://'.length))
      const replacement = signed.url[index] === '0' ? '1' : '0'
      const tampered = `${signed.url.slice(0, index)}${replacement}${signed.url.slice(index + 1)}`
      assert.equal(isAcceptedOrMalformed(signed, tampered), false)
    }),
    { numRuns: 1000 },
  )
})

test('a header that is signed as absent breaks the signature, with any value, and no other header does', () => {
  const presigner = createPresigner(options)
  const names = ['x-amz-acl', 'x-amz-copy-source', 'x-amz-tagging']
  const value = fc.string({ unit: fc.constantFrom('a', '/', '=', '') })
  fc.assert(
    fc.property(arbitraryKey, value, fc.constantFrom(...names), fc.boolean(), (key, sent, name, hasHeader) => {
      const headers = hasHeader ? { 'content-type': 'text/plain' } : {}
      const signed = presigner.presign({ ...request, method: 'PUT', key, headers, absentHeaders: names })
      assert.deepEqual(signed.headers, headers)
      assert.equal(isAccepted(signed), true)
      assert.equal(isAccepted({ ...signed, headers: { ...headers, [name]: sent } }), false)
      assert.equal(isAccepted({ ...signed, headers: { ...headers, 'cache-control': sent } }), true)
    }),
    { numRuns: 300 },
  )
})

function isAcceptedOrMalformed(signed: PresignedRequest, url: string): boolean {
  try {
    return isAccepted({ ...signed, url })
  } catch (error) {
    // A store refuses a broken %XX before it checks the signature.
    if (error instanceof URIError) return false
    throw error
  }
}
