import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { ErrorBody } from '../../src/core/app-error.ts'
import { operations } from '../../src/operations/registry.ts'
import { exchange } from '../samples/exchange-operation.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// An operation is one file. Its routes, documents, audit events and limits all follow from that file.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const { path: dataDir } = stack.use(makeTempDir())
const credential = await storeCredential('shared', { dataDir })
const allow = ['download:shared/in/*', 'upload:shared/out/*']
const token = await createToken({ dataDir }, { allow })
const gateway = stack.use(
  await startComposedGateway({
    dataDir,
    env: { SIGNPOST_BUCKET_CHECK: 'off', SIGNPOST_RATE_LIMIT: '10/h:10', SIGNPOST_AUDIT_DURABILITY: 'committed' },
    operations: [...operations, exchange],
  }),
)
const good = {
  bucket: 'shared',
  requests: [{ key_name: 'in/a b.txt' }, { key_name: 'in/ü.txt', expires_in: 60 }],
  answer: 'out/c.txt',
}

test('a body with three accesses gets three URLs, records three events, and counts as three requests', async () => {
  const { status, body, headers } = await post('/awss3/exchanges/e1', good)

  assert.equal(status, 200, JSON.stringify(body))
  const { urls, ...rest } = body.data as { urls: string[] }
  assert.deepEqual(rest, {})
  assert.deepEqual(
    urls.map((url) => [new URL(url).pathname, new URL(url).searchParams.get('X-Amz-Expires')]),
    [
      ['/shared/in/a%20b.txt', '300'],
      ['/shared/in/%C3%BC.txt', '60'],
      ['/shared/out/c.txt', '300'],
    ],
  )
  assert.match(headers.get('ratelimit') ?? '', /;r=7;/, 'it counts as three requests')
  const events = await listEvents(headers)
  assert.deepEqual(
    events.map(({ action, key, outcome, credentialId, expiresInSeconds }) => [
      action,
      key,
      outcome,
      credentialId,
      expiresInSeconds,
    ]),
    [
      ['download', 'in/a b.txt', 'allowed', credential.id, 300],
      ['download', 'in/ü.txt', 'allowed', credential.id, 60],
      ['upload', 'out/c.txt', 'allowed', credential.id, 300],
    ],
  )
})

test('every problem in a body is reported with its place, and a form cannot carry a list', async () => {
  const own = await createToken({ dataDir })
  const requests = [{ key_name: 'in/a' }, {}, { key_name: '../a', expires_in: 0 }]
  const { status, body } = await post('/awss3/exchanges/e1', { bucket: 'UP', requests }, own)

  assert.equal(status, 400)
  assert.deepEqual(
    body.error?.details?.map(({ parameter }) => parameter),
    ['bucket', 'requests[1].key_name', 'requests[2].key_name', 'requests[2].expires_in', 'answer'],
  )
  const form = await send('/awss3/exchanges/e1', {
    body: new URLSearchParams({ bucket: 'shared', requests: '[]', answer: 'out/c' }),
    headers: { authorization: `Bearer ${own}` },
  })
  assert.match(form.body.error?.details?.[0]?.message ?? '', /^`requests` must be a list of 1 to 50 entries/)
})

test('a body that is unreadable or empty is refused, but an unknown token is refused first', async () => {
  const own = await createToken({ dataDir })
  const headers = { authorization: `Bearer ${own}`, 'content-type': 'application/json' }
  for (const [body, type, code, status] of [
    ['{"bucket": "shared", "bucket": "other"}', 'application/json', 'malformed_body', 400],
    ['<xml/>', 'application/xml', 'unsupported_media_type', 415],
    ['', 'application/json', 'invalid_request', 400],
  ] as const) {
    const request = { body, headers: { ...headers, 'content-type': type } }
    assert.deepEqual(await codeOf('/awss3/exchanges/e1', request), [status, code])
    const stranger = { ...request, headers: { ...request.headers, authorization: 'Bearer at_wrong' } }
    assert.deepEqual(await codeOf('/awss3/exchanges/e1', stranger), [401, 'token_unknown'])
  }
  const large = JSON.stringify({ ...good, padding: 'x'.repeat(256 * 1024) })
  assert.deepEqual(await codeOf('/awss3/exchanges/e1', { body: large, headers }), [413, 'payload_too_large'])
})

test('one access that is not allowed makes the whole request fail, and only that access is in the audit log', async () => {
  const requests = [{ key_name: 'in/a.txt' }, { key_name: 'secret/b.txt' }]
  const own = await createToken({ dataDir }, { allow })
  const { status, body, headers } = await post('/awss3/exchanges/e1', { ...good, requests }, own)

  assert.deepEqual([status, body.error?.code], [403, 'token_not_allowed'])
  const events = await listEvents(headers)
  assert.deepEqual(
    events.map(({ action, key, outcome, code }) => [action, key, outcome, code]),
    [['download', 'secret/b.txt', 'denied', 'token_not_allowed']],
  )
})

test('a request uses up the rate by its cost, and one that costs more than the whole rate gets 400', async () => {
  const own = await createToken({ dataDir })
  const requests = Array.from({ length: 9 }, () => ({ key_name: 'in/a' }))
  const first = await post('/awss3/exchanges/e1', { ...good, requests }, own)
  assert.equal(first.status, 200)
  const second = await post('/awss3/exchanges/e1', good, own)
  assert.deepEqual([second.status, second.body.error?.code], [429, 'rate_limited'])
  assert.ok(Number(second.headers.get('retry-after')) > 0)
  const dear = await createToken({ dataDir })
  const tooMany = await post('/awss3/exchanges/e1', { ...good, requests: [...requests, ...requests] }, dear)
  assert.deepEqual([tooMany.status, tooMany.body.error?.code], [400, 'invalid_request'], 'waiting would not help')
  assert.match(tooMany.body.error?.message ?? '', /counts as 19 requests/)
})

test('both documents and llms.txt describe the operation, and the URL with its id in the query works', async () => {
  const own = await createToken({ dataDir })
  assert.equal((await post('/awss3/exchanges/exchange_id?exchange_id=e1', good, own)).status, 200)
  for (const [path, exchangePath] of [
    ['/awss3/openapi', '/awss3/exchanges/{exchange_id}'],
    ['/awss3/definition', '/awss3/exchanges/exchange_id'],
  ] as const) {
    const document = (await (await fetch(gateway.url + path)).json()) as Document
    const { valid, errors } = await new Validator().validate(document as never)
    assert.ok(valid, JSON.stringify(errors))
    const described = document.paths[exchangePath]?.post
    assert.deepEqual(Object.keys(described?.requestBody?.content ?? {}), ['application/json'])
    assert.deepEqual(
      described?.parameters.map((parameter) => [parameter.name, parameter.in]),
      [['exchange_id', path === '/awss3/openapi' ? 'path' : 'query']],
    )
    for (const status of ['413', '415']) {
      assert.ok(described?.responses[status], status)
      assert.equal(document.paths['/awss3/signed-url']?.get?.responses[status], undefined)
    }
  }
  assert.match(await (await fetch(`${gateway.url}/llms.txt`)).text(), /### POST \/awss3\/exchanges\/\{exchange_id\}\n/)
})

interface Described {
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: object }
  readonly responses: Readonly<Record<string, unknown>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

async function send(path: string, request: RequestInit) {
  const response = await fetch(gateway.url + path, { method: 'POST', ...request })
  const body = (await response.json()) as Partial<ErrorBody> & { data?: Readonly<Record<string, unknown>> }
  return { status: response.status, headers: response.headers, body }
}

function post(path: string, body: object, authorization = token) {
  const headers = { authorization: `Bearer ${authorization}`, 'content-type': 'application/json' }
  return send(path, { body: JSON.stringify(body), headers })
}

async function codeOf(path: string, request: RequestInit) {
  const { status, body } = await send(path, request)
  return [status, body.error?.code]
}

async function listEvents(headers: Headers) {
  const account = await gateway.database.accounts.findByName('default')
  const events = await gateway.database.audit.list({ accountId: account?.id, order: 'oldest', limit: 1000 })
  return events.filter(({ requestId }) => requestId === headers.get('x-request-id'))
}
