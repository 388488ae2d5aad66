import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectMessages } from '../../test/samples/collect-messages.ts'
import { createGateStub } from '../../test/samples/gate-stub.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { AppError } from '../core/app-error.ts'
import { channels } from '../core/channels.ts'
import { errorTable } from '../core/error-table.ts'

const paths = ['/awss3/signed-url', '/awss3/signed-url/for-fetch', '/awss3/signed-url/for-upload']
const query = 'bucket=my-bucket&key_name=a.txt'
const signed = {
  signedUrl: 'https://my-bucket.example.com/a.txt?X-Amz-Signature=1&b=2',
  expiresAt: '2026-01-02T03:04:05.000Z',
  bucket: 'my-bucket',
  key: 'a.txt',
  method: 'GET',
  headers: { 'x-amz-acl': 'public-read' },
  warnings: ['look'],
}

for (const path of paths) {
  test(`GET ${path} answers with the data of its schema`, async () => {
    const response = await createSigningApp().inject({ url: `${path}?${query}` })

    assert.equal(response.statusCode, 200)
    assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    assert.deepEqual(response.json(), { data: signed })
  })

  test(`${path} accepts only GET, and says so`, async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'] as const) {
      const response = await createSampleApp().inject({ method, url: `${path}?${query}`, payload: 'x' })
      assert.deepEqual([response.statusCode, response.headers.allow], [405, 'GET'], method)
    }
  })
}

test('an error has the same shape everywhere', async () => {
  const details = [{ parameter: 'bucket', message: '`bucket` is wrong' }]
  const app = createRefusingApp(new AppError('invalid_request', { details }))

  const response = await app.inject({ url: paths[0] ?? '' })

  const requestId = response.headers['x-request-id']
  assert.match(String(requestId), /^[0-9a-f-]{36}$/)
  assert.equal(response.statusCode, 400)
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  const { message } = errorTable.invalid_request
  assert.deepEqual(response.json(), {
    error: { code: 'invalid_request', message, status: 400, details, requestId, docs: '/docs/errors#invalid_request' },
  })
})

test('an error that carries headers sends them', async () => {
  const app = createRefusingApp(new AppError('unavailable', { headers: { 'retry-after': '5' } }))

  const response = await app.inject({ url: paths[0] ?? '' })

  assert.equal(response.statusCode, 503)
  assert.equal(response.headers['retry-after'], '5')
})

test('the response to a fault of the gateway contains no details', async () => {
  const response = await createRefusingApp(new Error('the disk is full of secrets')).inject({ url: paths[0] ?? '' })

  assert.equal(response.statusCode, 500)
  assert.doesNotMatch(response.body, /disk/)
  assert.equal(response.json().error.message, errorTable.internal_error.message)
})

test('errors that do not come from the gate are published, with their path but without the query', async () => {
  using unrouted = collectMessages(channels.unrouted)
  const app = createSampleApp({ gate: createGateStub(() => raise(new AppError('token_missing'))) })
  const query = '?api_token=at_secret'
  const requestIds: unknown[] = []
  const ask = async (method: 'GET' | 'POST', path: string) => {
    const { headers } = await app.inject({ method, url: path + query })
    requestIds.push(headers['x-request-id'])
  }

  await ask('GET', '/nothing')
  await ask('POST', '/awss3/signed-url')
  await ask('GET', '/awss3/%zz')
  await ask('GET', '/awss3/signed-url')

  const common = { clientAddress: '127.0.0.1', method: 'GET', fault: undefined }
  assert.deepEqual(unrouted.messages, [
    { ...common, requestId: requestIds[0], code: 'route_not_found', status: 404, path: '/nothing' },
    {
      ...common,
      requestId: requestIds[1],
      code: 'method_not_allowed',
      status: 405,
      method: 'POST',
      path: '/awss3/signed-url',
    },
    { ...common, requestId: requestIds[2], code: 'malformed_request', status: 400, path: '/awss3/%zz' },
  ])
})

test('a fault of the gateway outside the gate is published with its cause', async () => {
  using unrouted = collectMessages(channels.unrouted)

  await createFailingApp(new AppError('unavailable', { message: 'It is away.' })).inject('/dashboard')

  const [{ code, status, fault } = assert.fail()] = unrouted.messages
  assert.deepEqual([code, status, (fault as Error).message], ['unavailable', 503, 'It is away.'])
})

test('an error that the operator intended is not published as a fault', async () => {
  using unrouted = collectMessages(channels.unrouted)

  await createFailingApp(new AppError('unavailable', { isIntended: true })).inject('/dashboard')

  const [{ code, status, fault } = assert.fail()] = unrouted.messages
  assert.deepEqual([code, status, fault], ['unavailable', 503, undefined])
})

test('every answer forbids caches and referrers, and has its own request id', async () => {
  const app = createSigningApp()
  const seen = new Set<unknown>()
  const urls = [`${paths[0]}?${query}`, `${paths[0]}`, '/nothing', '/awss3/%zz', '/healthz', '/readyz']
  for (const url of urls) {
    const { headers } = await app.inject({ url, headers: { 'x-request-id': 'chosen-by-the-client' } })
    assert.equal(headers['cache-control'], 'no-store', url)
    assert.equal(headers['referrer-policy'], 'no-referrer', url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    seen.add(headers['x-request-id'])
  }
  assert.equal(seen.size, urls.length)
  assert.ok(!seen.has('chosen-by-the-client'))
})

test('an unknown path is 404, and the answer does not repeat it', async () => {
  const response = await createSampleApp().inject({ url: '/no-such-thing/at_secret?api_token=at_secret' })

  assert.deepEqual([response.statusCode, response.json().error.code], [404, 'route_not_found'])
  assert.doesNotMatch(response.body, /at_secret|no-such-thing/)
})

test('the docs page explains every code of the table, under its own anchor', async () => {
  const app = createSampleApp({ publicUrl: 'https://sign.example.com' })
  const { body, headers } = await app.inject({ url: '/docs/errors' })

  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
  const anchors = [...body.matchAll(/<section id="([^"]+)">/g)].map((match) => match[1])
  assert.deepEqual(anchors, Object.keys(errorTable))
  const missing = await app.inject({ url: '/nothing' })
  assert.equal(missing.json().error.docs, 'https://sign.example.com/docs/errors#route_not_found')
})

test('readiness depends on the database and on a shutdown, and liveness on neither', async () => {
  let draining = false
  let isAway = false
  const app = createSampleApp({
    readiness: {
      isDraining: () => draining,
      checks: [
        {
          message: 'It is away.',
          run: async () => {
            if (isAway) throw new Error('no database')
          },
        },
      ],
    },
  })
  const ask = async (url: string) => (await app.inject({ url })).statusCode

  assert.deepEqual([await ask('/readyz'), await ask('/healthz')], [200, 200])
  isAway = true
  assert.deepEqual([await ask('/readyz'), await ask('/healthz')], [503, 200])
  isAway = false
  draining = true
  assert.deepEqual([await ask('/readyz'), await ask('/healthz')], [503, 200])
})

/** Makes an app in which a route outside the gate fails. */
function createFailingApp(error: Error) {
  return createSampleApp({ dashboard: { listStoreOrigins: async () => raise(error) } })
}

function createRefusingApp(error: Error) {
  return createSampleApp({ gate: createGateStub(() => raise(error)) })
}

function raise(error: Error): never {
  throw error
}

function createSigningApp() {
  return createSampleApp({ gate: createGateStub(() => signed) })
}

test('an idle connection outlives the minute that load balancers keep theirs', async (t) => {
  const app = createSampleApp()
  t.after(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  const { headers } = await fetch(`${url}/healthz`)

  assert.equal(headers.get('keep-alive'), 'timeout=75')
})
