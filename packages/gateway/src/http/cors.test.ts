import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectMessages } from '../../test/samples/collect-messages.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { channels } from '../core/channels.ts'
import { operations } from '../operations/registry.ts'

const origin = 'https://app.example.com'
const url = '/awss3/signed-url?bucket=my-bucket&key_name=a.txt'
const preflight = {
  'access-control-request-method': 'GET',
  'access-control-request-headers': 'authorization',
}

function listCorsHeaders(headers: object): string[] {
  return Object.keys(headers).filter((name) => name.startsWith('access-control-'))
}

test('the preflight of an allowed origin is answered with the methods and headers that it may send', async () => {
  const app = createSampleApp({ corsOrigins: [origin] })

  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: { origin, ...preflight } })

  assert.equal(statusCode, 204)
  assert.equal(headers['access-control-allow-origin'], origin)
  assert.equal(headers['access-control-allow-headers'], 'authorization')
  const methods = ['GET', 'HEAD', ...operations.map(({ method }) => method)]
  assert.equal(headers['access-control-allow-methods'], [...new Set(methods)].join(', '))
  assert.equal(headers['access-control-max-age'], '7200')
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
    assert.equal(
      headers['access-control-expose-headers'],
      'Date, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id',
    )
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
    assert.equal(options.statusCode, 403)
    // A cache must not serve this answer to an allowed origin.
    assert.match(String(get.headers.vary), /\borigin\b/i)
  })
}

test('without configuration no origin is allowed', async () => {
  const app = createSampleApp()

  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: { origin, ...preflight } })

  assert.equal(statusCode, 403)
  assert.deepEqual(listCorsHeaders(headers), [])
})

test('* allows every origin, and still no credentials', async () => {
  const app = createSampleApp({ corsOrigins: ['*'] })

  const { headers } = await app.inject({ url, headers: { origin: 'https://anybody.example' } })

  assert.equal(headers['access-control-allow-origin'], '*')
  assert.equal(headers['access-control-allow-credentials'], undefined)
})

test('the preflight lacks `traceparent`, `baggage`: what it asks for is answered', async () => {
  const app = createSampleApp({ corsOrigins: [origin] })
  const asked = 'authorization,baggage,content-type,sentry-trace,traceparent,x-datadog-trace-id'
  const { statusCode, headers } = await app.inject({
    method: 'OPTIONS',
    url,
    headers: { origin, ...preflight, 'access-control-request-headers': asked },
  })
  assert.equal(statusCode, 204)
  assert.equal(headers['access-control-allow-headers'], asked)
  assert.match(String(headers.vary), /access-control-request-headers/i)
})

for (const [sent, isAllowed] of [
  ['https://app.bubbleapps.io', true],
  ['https://my-app-2.bubbleapps.io', true],
  ['https://bubbleapps.io', false],
  ['https://.bubbleapps.io', false],
  ['https://a.b.bubbleapps.io', false],
  ['http://app.bubbleapps.io', false],
  ['https://app.bubbleapps.io.evil.example', false],
  ['https://evil.example/.bubbleapps.io', false],
  ['https://app.bubbleapps.io:8443', false],
  ['https://default-port.example', true],
] as const) {
  test(`a wildcard origin matches one label: ${sent} is ${isAllowed ? 'allowed' : 'turned away'}`, async () => {
    const app = createSampleApp({ corsOrigins: ['https://*.bubbleapps.io', 'https://default-port.example:443'] })
    const { headers } = await app.inject({ url, headers: { origin: sent } })
    assert.equal(headers['access-control-allow-origin'], isAllowed ? sent : undefined)
  })
}

test('a refused preflight is published as refused, with its origin', async () => {
  const app = createSampleApp({ corsOrigins: [origin] })
  using unrouted = collectMessages(channels.unrouted)
  for (const sent of ['https://other.example', 'x'.repeat(500)]) {
    await app.inject({ method: 'OPTIONS', url, headers: { origin: sent, ...preflight } })
  }
  assert.deepEqual(
    unrouted.messages.map(({ code, origin: turnedAway, method, path }) => [code, turnedAway, method, path]),
    ['https://other.example', 'null'].map((sent) => ['origin_not_allowed', sent, 'OPTIONS', '/awss3/signed-url']),
  )
})

test('an OPTIONS request that is not a preflight is refused like any other unsupported method', async () => {
  const { statusCode } = await createSampleApp().inject({ method: 'OPTIONS', url, headers: { origin } })
  assert.equal(statusCode, 405)
})
