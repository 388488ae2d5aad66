import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, beforeEach, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { postgresPassword, startPostgres } from '../servers/postgres-server.ts'
import { startRedis } from '../servers/redis-server.ts'
import { answerError, answerListing } from '../servers/scripted-s3.ts'
import { signedUrlPath, startTracedGateway } from '../servers/traced-gateway.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { readLog } from '../servers/worker-processes.ts'

const skip = skipWithout('postgresql') || skipWithout('redis-server')
const traceId = '0af7651916cd43dd8448eb211c80319c'
const clientSpanId = 'b7ad6b7169203331'
const [internal, server, client] = [1, 2, 3]

const gateway = await startTracedGateway()
after(() => gateway[Symbol.asyncDispose]())
beforeEach(() => gateway.s3.answerWith(answerListing()))

test('a signed request is a part of its client’s trace, with a span for each operation that it waited for', async () => {
  const { requestId, status } = await gateway.ask(signedUrlPath('first-bucket'), {
    traceparent: `00-${traceId}-${clientSpanId}-01`,
  })
  const trace = await gateway.findTrace(requestId)

  assert.equal(status, 200)
  const { name, kind, parentSpanId, statusCode, attributes } = trace.server
  assert.deepEqual(
    { name, kind, parentSpanId, statusCode, traceId: trace.server.traceId },
    { name: 'GET /awss3/signed-url', kind: server, parentSpanId: clientSpanId, statusCode: 0, traceId },
  )
  const { 'signpost.token_id': tokenId, 'signpost.credential_id': credentialId, ...others } = attributes
  assert.match(String(tokenId), /^tok_/)
  assert.match(String(credentialId), /^cred_/)
  assert.deepEqual(others, {
    'http.request.method': 'GET',
    'http.route': '/awss3/signed-url',
    'http.response.status_code': 200,
    'url.path': '/awss3/signed-url',
    'url.scheme': 'http',
    'client.address': '127.0.0.1',
    'signpost.request_id': requestId,
    'signpost.operation': 'signed_url',
    'signpost.outcome': 'allowed',
    'signpost.bucket': 'first-bucket',
  })
  const select = { 'db.system.name': 'sqlite', 'db.operation.name': 'SELECT' }
  const probe = describeAddress(gateway.s3.endpoint)
  assert.deepEqual(
    trace.children.map((child) => [child.name, child.kind, child.attributes]),
    [
      ['SELECT tokens', internal, { ...select, 'db.collection.name': 'tokens' }],
      ['SELECT credentials', internal, { ...select, 'db.collection.name': 'credentials' }],
      ['GET', client, { 'http.request.method': 'GET', ...probe, 'http.response.status_code': 200 }],
      ['audit.commit', internal, {}],
    ],
  )
})

test('a cached value has no span, because nothing waits for it', async () => {
  await gateway.ask(signedUrlPath('second-bucket'))
  const { requestId } = await gateway.ask(signedUrlPath('second-bucket'))
  const { server, children } = await gateway.findTrace(requestId)

  assert.equal(server.parentSpanId, undefined)
  assert.deepEqual(
    children.map(({ name }) => name),
    ['audit.commit'],
  )
})

test('each of several simultaneous requests has its own trace', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => gateway.ask(signedUrlPath(`b-${index}`))))

  const traces = await Promise.all(answers.map(({ requestId }) => gateway.findTrace(requestId)))
  for (const [index, { server, children }] of traces.entries()) {
    assert.equal(server.attributes['signpost.bucket'], `b-${index}`)
    assert.deepEqual(children.map(({ name }) => name).slice(-2), ['GET', 'audit.commit'])
    for (const child of children) assert.equal(child.traceId, server.traceId)
  }
  assert.equal(new Set(traces.map(({ server }) => server.traceId)).size, 20)
})

test('the span of a refusal has the error code, but not the status of an error', async () => {
  const { requestId, status } = await gateway.ask(signedUrlPath(), { authorization: 'Bearer wrong' })
  const { attributes, statusCode } = (await gateway.findTrace(requestId)).server

  assert.deepEqual([status, attributes['http.response.status_code'], statusCode], [401, 401, 0])
  assert.deepEqual(
    [attributes['signpost.outcome'], attributes['signpost.error_code'], attributes['signpost.bucket']],
    ['denied', 'token_unknown', undefined],
  )
})

test('for a missing bucket, the span of the request to S3 has the status of an error', async () => {
  gateway.s3.answerWith(answerError(404, 'NoSuchBucket'))
  const { requestId } = await gateway.ask(signedUrlPath('no-bucket'))
  const { server, children } = await gateway.findTrace(requestId)

  assert.equal(server.attributes['signpost.error_code'], 'bucket_not_found')
  const question = children.find(({ kind }) => kind === client)
  assert.deepEqual([question?.statusCode, question?.attributes['error.type']], [2, '404'])
  assert.equal(question?.attributes['signpost.s3.error_code'], 'NoSuchBucket')
})

test('a client that hangs up leaves a span without an HTTP status', async () => {
  // S3 does not answer before the client is gone.
  gateway.s3.answerWith(() => {})
  const asked = gateway.s3.requests.length
  // The client resets the connection, because a client that only closes its side may still read the answer.
  const client = connect(Number(new URL(gateway.report.url).port), '127.0.0.1')
  const head = [
    `GET ${signedUrlPath('slow-bucket')} HTTP/1.1`,
    'Host: a',
    `Authorization: Bearer ${gateway.token}`,
    `traceparent: 00-${traceId}-1111111111111111-01`,
  ]
  client.write(`${head.join('\r\n')}\r\n\r\n`)
  await waitUntil('S3 has received the probe', () => gateway.s3.requests.length > asked)
  client.resetAndDestroy()

  const find = () => gateway.collector.spans().find(({ parentSpanId }) => parentSpanId === '1111111111111111')
  await waitUntil('the span arrives', () => find() !== undefined)
  const { 'error.type': error, 'http.response.status_code': status } = find()?.attributes ?? {}
  assert.deepEqual([error, status], ['client_closed', undefined])
})

test('when S3 hangs up, its span has only a code as the error, and the URL is signed', async () => {
  gateway.s3.answerWith((request) => request.socket.destroy())
  const { requestId, status } = await gateway.ask(signedUrlPath('away-bucket'))
  const { children } = await gateway.findTrace(requestId)

  assert.equal(status, 200)
  const question = children.find(({ kind }) => kind === client)
  assert.deepEqual([question?.statusCode, question?.attributes['error.type']], [2, 'UND_ERR_SOCKET'])
})

test('a client that does not sample is not traced, but its trace id is in the log', async () => {
  const other = traceId.replace('0af', 'abc')
  const { status, requestId } = await gateway.ask(signedUrlPath(), { traceparent: `00-${other}-${clientSpanId}-00` })
  const later = await gateway.ask(signedUrlPath())
  await gateway.findTrace(later.requestId)

  assert.equal(status, 200)
  assert.deepEqual(
    gateway.collector.spans().filter(({ traceId }) => traceId === other),
    [],
  )
  const findLine = () => gateway.logs().includes(requestId)
  await waitUntil('the log has the line', findLine)
  const line = readLog(gateway).find((candidate) => candidate.requestId === requestId)
  assert.equal(line?.traceId, other)
})

test('an invalid traceparent header begins a new trace', async () => {
  const { requestId } = await gateway.ask(signedUrlPath(), { traceparent: `00-${'0'.repeat(32)}-${clientSpanId}-01` })
  const { server } = await gateway.findTrace(requestId)

  assert.equal(server.parentSpanId, undefined)
  assert.match(server.traceId, /^(?!0+$)[0-9a-f]{32}$/)
  await waitUntil('the log has the line', () => gateway.logs().includes(requestId))
  const line = readLog(gateway).find((candidate) => candidate.requestId === requestId)
  assert.equal(line?.traceId, server.traceId)
})

test('health checks are not traced, and no span contains an unknown path', async () => {
  await gateway.ask('/healthz')
  await gateway.ask('/readyz')
  const { requestId } = await gateway.ask(`/somewhere/${gateway.token}?api_token=${gateway.token}`)
  const { server } = await gateway.findTrace(requestId)

  assert.equal(server.name, 'GET')
  assert.deepEqual(
    [server.attributes['signpost.error_code'], server.attributes['http.response.status_code']],
    ['route_not_found', 404],
  )
  const sent = gateway.collector.deliveries.map(({ body }) => body.toString()).join()
  assert.doesNotMatch(sent, /healthz|readyz|somewhere|a\.txt/)
  assert.ok(!sent.includes(gateway.token))
})

test('spans name the servers behind the gateway, but not their passwords', { skip }, async () => {
  await using postgres = await startPostgres()
  await using redis = await startRedis('hunter2')
  const databaseUrl = await postgres.createDatabase()
  await using node = await startTracedGateway({
    SIGNPOST_DATABASE_URL: databaseUrl,
    SIGNPOST_REDIS_URL: redis.url,
    SIGNPOST_RATE_LIMIT: '50/s',
  })
  await waitUntil('rate limits are shared through Redis', () => node.logs().includes('rate limits are shared'))
  const { requestId } = await node.ask(signedUrlPath())
  const { children } = await node.findTrace(requestId)

  const database = { 'db.system.name': 'postgresql', ...describeAddress(databaseUrl), 'db.operation.name': 'SELECT' }
  assert.deepEqual(
    children.filter(({ name }) => name !== 'GET').map((child) => [child.name, child.kind, child.attributes]),
    [
      ['SELECT tokens', client, { ...database, 'db.collection.name': 'tokens' }],
      ['rate_limit.count', client, { 'db.system.name': 'redis', ...describeAddress(redis.url) }],
      ['SELECT credentials', client, { ...database, 'db.collection.name': 'credentials' }],
      ['audit.commit', internal, {}],
    ],
  )
  const sent = node.collector.deliveries.map(({ body }) => body.toString()).join()
  for (const password of ['hunter2', postgresPassword, encodeURIComponent(postgresPassword)]) {
    assert.ok(!sent.includes(password))
  }
})

function describeAddress(url: string): Record<string, unknown> {
  return { 'server.address': '127.0.0.1', 'server.port': Number(new URL(url).port) }
}
