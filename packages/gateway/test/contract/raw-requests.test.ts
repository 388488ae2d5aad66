import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startGateway } from '../servers/gateway-process.ts'
import { sendRaw } from '../servers/raw-http.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntilReady } from '../servers/wait-until-ready.ts'

/** Requests that no HTTP client sends, or that the parser or the framework would answer on its own. */
const requests = [
  { name: 'garbage', request: 'this is not HTTP\r\n\r\n', status: 400, code: 'malformed_request' },
  {
    name: 'binary garbage',
    request: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n',
    status: 400,
    code: 'malformed_request',
  },
  {
    name: 'a header without a name',
    request: 'GET /healthz HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n',
    status: 400,
    code: 'malformed_request',
  },
  {
    name: 'two Content-Length headers',
    request: 'GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    status: 400,
    code: 'malformed_request',
  },
  {
    name: 'headers of 20 KiB',
    request: `GET /healthz HTTP/1.1\r\nHost: a\r\nCookie: ${'x'.repeat(20_480)}\r\n\r\n`,
    status: 431,
    code: 'headers_too_large',
  },
  {
    name: 'a URL of 20 KiB',
    request: `GET /awss3/signed-url?bucket=${'x'.repeat(20_480)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    status: 431,
    code: 'headers_too_large',
  },
  {
    name: 'no Host header',
    request: 'GET /awss3/signed-url HTTP/1.1\r\nConnection: close\r\n\r\n',
    status: 400,
    code: 'malformed_request',
  },
  {
    name: 'an unknown expectation',
    request: 'GET /awss3/signed-url HTTP/1.1\r\nHost: a\r\nExpect: a-teapot\r\nConnection: close\r\n\r\n',
    status: 401,
    code: 'token_missing',
  },
  {
    name: 'a path with broken percent-encoding',
    request: 'GET /awss3/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    status: 400,
    code: 'malformed_request',
  },
  {
    name: 'a query with bytes that are not ASCII',
    request: 'GET /awss3/signed-url?bucket=my-bucket&key_name=\xff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    status: 400,
    code: 'malformed_request',
  },
  {
    name: 'a query that is not UTF-8, without a token',
    request: 'GET /awss3/signed-url?bucket=my-bucket&key_name=%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    status: 401,
    code: 'token_missing',
  },
  {
    name: 'a method that the HTTP parser does not know',
    request: 'BREW /awss3/signed-url HTTP/1.1\r\nHost: a\r\n\r\n',
    status: 400,
    code: 'malformed_request',
  },
  {
    name: 'a method that the router does not know',
    request: 'PROPFIND /awss3/signed-url HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    status: 405,
    code: 'method_not_allowed',
  },
  {
    name: 'CONNECT',
    request: 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
    status: 405,
    code: 'method_not_allowed',
  },
  {
    name: 'an upgrade to another protocol',
    request:
      'GET /awss3/signed-url HTTP/1.1\r\nHost: a\r\nUpgrade: h2c, websocket\r\nConnection: Upgrade, close\r\n\r\n',
    status: 401,
    code: 'token_missing',
  },
] as const

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const gateway = stack.use(await startGateway({ dataDir: dir.path }))

for (const { name, request, status, code } of requests) {
  test(`${name}: the answer is ${code}, in the form of every other error`, async () => {
    const answer = await sendRaw(gateway.report.url, request)

    assert.equal(answer.status, status, answer.body)
    const { error } = JSON.parse(answer.body) as { error: Record<string, unknown> }
    assert.equal(error.code, code)
    assert.equal(error.status, status)
    assert.equal(error.docs, `/docs/errors#${code}`)
    assert.equal(error.requestId, answer.headers['x-request-id'])
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers['referrer-policy'], 'no-referrer')
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  })
}

test('a form that is posted to a GET operation gets 405 with Allow: GET', async () => {
  const form = { method: 'POST', body: new URLSearchParams({ bucket: 'my-bucket' }) }

  const response = await fetch(`${gateway.report.url}/awss3/signed-url`, form)

  assert.equal(response.status, 405)
  assert.equal(response.headers.get('allow'), 'GET')
})

test('after all of these requests, the gateway is still ready', async () => {
  await waitUntilReady(gateway.report.url)
})
