import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { Secret } from '../core/secret.ts'
import { startS3Server } from './s3-server.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const credentials = { accessKeyId: 'SANDBOX', secretAccessKey: 'a-secret-of-this-test' }
const keyPairs = new Map([[credentials.accessKeyId, new Secret(credentials.secretAccessKey)]])
const options = { directory: dir.path, port: 0, keyPairs }
const s3 = stack.adopt(await startS3Server(options), (server) => server.close())
const presigner = createPresigner({ credentials, region: 'us-east-1', endpoint: s3.endpoint })

const localOrigins = ['http://localhost:5173', 'http://127.0.0.1:8080', 'http://app.localhost', 'https://[::1]:8443']
const otherOrigins = [
  'https://page.example',
  'http://localhost.page.example',
  'http://127.0.0.1.page.example',
  'http://127.0.0.2',
  'http://localhost@page.example',
  'null',
  'file://',
  '',
]

for (const origin of localOrigins) {
  test(`a page of ${origin} may upload and download, and read the ETag`, async () => {
    const preflight = await ask(origin, { method: 'PUT', headers: 'Content-Type,x-amz-meta-a' })
    assert.equal(preflight.status, 200)
    assert.equal(preflight.headers.get('access-control-allow-origin'), origin)
    assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET, PUT, HEAD, POST, DELETE')
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'content-type,x-amz-meta-a')

    for (const method of ['PUT', 'GET', 'HEAD'] as const) {
      const response = await use(method, origin)
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('access-control-allow-origin'), origin)
      assert.equal(response.headers.get('access-control-allow-credentials'), null)
      assert.equal(response.headers.get('access-control-expose-headers'), 'ETag')
      assert.equal(response.headers.get('vary'), 'Origin')
    }
  })
}

for (const origin of otherOrigins) {
  test(`a page of ${JSON.stringify(origin)} may read nothing`, async () => {
    const preflight = await ask(origin, { method: 'PUT', headers: 'content-type' })
    assert.equal(preflight.status, 403)
    assert.equal(preflight.headers.get('access-control-allow-origin'), null)
    assert.match(await preflight.text(), /<Code>AccessForbidden<\/Code>/)
    assert.equal((await use('PUT', origin)).headers.get('access-control-allow-origin'), null)
  })
}

test('a page may read why it was refused', async () => {
  const response = await fetch(`${s3.endpoint}/my-bucket/a.txt`, { headers: { origin: 'http://localhost:5173' } })

  assert.equal(response.status, 403)
  assert.equal(response.headers.get('access-control-allow-origin'), 'http://localhost:5173')
})

test('a method that no page needs is refused', async () => {
  for (const method of ['PATCH', 'put', 'CONNECT', 'COPY']) {
    assert.equal((await ask('http://localhost:5173', { method })).status, 403, method)
  }
})

test('without an Origin, the answer has no CORS headers', async () => {
  const { headers } = await use('GET')

  assert.deepEqual([headers.get('access-control-allow-origin'), headers.get('vary')], [null, null])
})

function ask(origin: string, asked: { readonly method: string; readonly headers?: string }): Promise<Response> {
  const headers = { origin, 'access-control-request-method': asked.method }
  const more = asked.headers === undefined ? {} : { 'access-control-request-headers': asked.headers }
  return fetch(`${s3.endpoint}/my-bucket/a.txt`, { method: 'OPTIONS', headers: { ...headers, ...more } })
}

function use(method: 'GET' | 'PUT' | 'HEAD', origin?: string): Promise<Response> {
  const object = { bucket: 'my-bucket', key: 'a.txt', expiresInSeconds: 60, signedAt: Date.now() }
  const headers = origin === undefined ? {} : { origin }
  return fetch(presigner.presign({ method, ...object }).url, {
    method,
    headers,
    ...(method === 'PUT' ? { body: 'x' } : {}),
  })
}
