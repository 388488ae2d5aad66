import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleApp } from '../../test/samples/sample-app.ts'

const origin = 'https://app.example.com'
const url = '/awss3/signed-url?bucket=my-bucket&key_name=a.txt'
const preflight = {
  'access-control-request-method': 'GET',
  'access-control-request-headers': 'authorization',
}

function listCorsHeaders(headers: object): string[] {
  return Object.keys(headers).filter((name) => name.startsWith('access-control-'))
}

test('the preflight of an allowed origin is answered with what it may send', async () => {
  const app = createSampleApp({ corsOrigins: [origin] })

  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: { origin, ...preflight } })

  assert.equal(statusCode, 204)
  assert.equal(headers['access-control-allow-origin'], origin)
  assert.equal(headers['access-control-allow-headers'], 'authorization, content-type')
  assert.equal(headers['access-control-allow-methods'], 'GET, HEAD, POST, DELETE')
  assert.equal(headers['access-control-allow-credentials'], undefined)
  assert.match(String(headers.vary), /\borigin\b/i)
})

test('an allowed origin may read answers and errors, and their headers', async () => {
  const app = createSampleApp({ corsOrigins: ['https://other.example.com', origin] })

  for (const [path, status] of [
    [url, 200],
    ['/awss3/signed-url', 400],
    ['/nothing', 404],
  ] as const) {
    const { statusCode, headers } = await app.inject({ url: path, headers: { origin } })

    assert.equal(statusCode, status)
    assert.equal(headers['access-control-allow-origin'], origin)
    assert.equal(headers['access-control-expose-headers'], 'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id')
    assert.match(String(headers.vary), /\borigin\b/i)
  }
})

for (const other of [
  'https://evil.example.com',
  `${origin}.evil.com`,
  'http://app.example.com',
  'null',
  `${origin}:8443`,
]) {
  test(`an origin that is not allowed gets no CORS header: ${other}`, async () => {
    const app = createSampleApp({ corsOrigins: [origin] })

    const get = await app.inject({ url, headers: { origin: other } })
    const options = await app.inject({ method: 'OPTIONS', url, headers: { origin: other, ...preflight } })

    assert.deepEqual([...listCorsHeaders(get.headers), ...listCorsHeaders(options.headers)], [])
    assert.equal(options.statusCode, 405)
    // A cache must not give this answer to an origin that is allowed.
    assert.match(String(get.headers.vary), /\borigin\b/i)
  })
}

test('without configuration no origin is allowed', async () => {
  const app = createSampleApp()

  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: { origin, ...preflight } })

  assert.equal(statusCode, 405)
  assert.deepEqual(listCorsHeaders(headers), [])
})

test('* allows every origin, and still no credentials', async () => {
  const app = createSampleApp({ corsOrigins: ['*'] })

  const { headers } = await app.inject({ url, headers: { origin: 'https://anybody.example' } })

  assert.equal(headers['access-control-allow-origin'], '*')
  assert.equal(headers['access-control-allow-credentials'], undefined)
})
