import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { inspect } from 'node:util'
import { type CircuitBreakers, createCircuitBreakers } from '../../src/s3/circuit-breaker.ts'
import { headObject } from '../../src/s3/requests/head-object.ts'
import { listObjectsV2 } from '../../src/s3/requests/list-objects-v2.ts'
import { createS3Caller, type S3Caller } from '../../src/s3/s3-caller.ts'
import { createS3Client, type S3Client } from '../../src/s3/s3-client.ts'
import { S3Error, S3Unreachable } from '../../src/s3/s3-error.ts'
import type { S3Request } from '../../src/s3/s3-request.ts'
import { textOf } from '../../src/s3/s3-xml.ts'
import { findFreePort } from '../servers/free-port.ts'
import {
  answerError,
  answerListing,
  createTarget,
  type Script,
  type ScriptedS3,
  startScriptedS3,
} from '../servers/scripted-s3.ts'

let s3: ScriptedS3
let client: S3Client
let breakers: CircuitBreakers
let caller: S3Caller
let now: number

before(async () => {
  s3 = await startScriptedS3(answerListing())
  client = createS3Client({ allowPrivate: false })
})
beforeEach(() => {
  now = Date.now()
  breakers = createCircuitBreakers(() => now)
  caller = createS3Caller(client, breakers)
  s3.answerWith(answerListing())
  s3.requests.length = 0
})
after(async () => {
  await client.close()
  await s3.close()
})

const listing = listObjectsV2({ bucket: 'my-bucket', limit: 1 })
const list = (options: { signal?: AbortSignal; region?: string } = {}) =>
  caller.call(createTarget(s3.endpoint), listing, { now, ...options })

function answerXml(status: number, xml: string): Script {
  return (_request, response) => response.writeHead(status, { 'content-type': 'application/xml' }).end(xml)
}

async function fail(call: Promise<unknown>): Promise<S3Error> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof S3Error, inspect(error))
  return error
}

async function beUnreachable(call: Promise<unknown>, code: RegExp): Promise<S3Unreachable> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof S3Unreachable, inspect(error))
  assert.match(error.code ?? '', code)
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /X-Amz|my-bucket/i, 'it shows no signed URL')
  return error
}

/** The last request of a multipart upload: it has a body, headers and its own timeout, and a 200 may contain an error. */
const completion: S3Request<{ etag: string | undefined; versionId: string | undefined }> = {
  name: 'CompleteMultipartUpload',
  method: 'POST',
  bucket: 'my-bucket',
  key: 'a b.txt',
  query: { uploadId: 'VXBsb2FkIElE' },
  headers: { 'if-none-match': '*' },
  body: '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"a"</ETag></Part></CompleteMultipartUpload>',
  timeoutMs: 5000,
  parse({ body, headers }) {
    assert.ok('root' in body)
    return { etag: textOf(body.element, 'ETag'), versionId: headers['x-amz-version-id'] }
  },
}

test('body and headers are sent and signed, and the XML of the answer is parsed', async () => {
  let received = ''
  let headers: NodeJS.Dict<string | string[]> = {}
  s3.answerWith((request, response) => {
    headers = request.headers
    request.on('data', (chunk) => {
      received += chunk
    })
    request.on('end', () => {
      response.writeHead(200, { 'x-amz-version-id': 'v1' })
      // S3 keeps the connection alive while it assembles the parts.
      response.write('  ')
      setTimeout(
        () =>
          response.end(
            '<?xml version="1.0"?>\n<CompleteMultipartUploadResult><ETag>&#34;b-1&#34;</ETag></CompleteMultipartUploadResult>',
          ),
        50,
      )
    })
  })
  const result = await caller.call(createTarget(s3.endpoint), completion, { now })
  assert.deepEqual(result, { etag: '"b-1"', versionId: 'v1' })
  assert.equal(received, completion.body)
  assert.equal(headers['x-amz-content-sha256'], createHash('sha256').update(received).digest('hex'))
  assert.equal(headers['if-none-match'], '*')
  assert.match(
    s3.requests[0] ?? '',
    /^POST \/my-bucket\/a%20b\.txt\?.*X-Amz-SignedHeaders=content-type%3Bhost%3Bif-none-match%3Bx-amz-content-sha256&uploadId=VXBsb2FkIElE&/,
  )
})

test('an error inside a 200 is thrown, whatever the request’s own parser returns', async () => {
  s3.answerWith(
    answerXml(200, '  <?xml version="1.0"?>\n<Error><Code>InternalError</Code><Message>m</Message></Error>'),
  )
  const error = await fail(caller.call(createTarget(s3.endpoint), { ...completion, parse: () => 'fine' }, { now }))
  assert.deepEqual([error.status, error.code, error.s3Message], [200, 'InternalError', 'm'])
})

test('an answer to HEAD has no body, so its status decides', async () => {
  s3.answerWith((_request, response) => response.writeHead(200, { 'content-length': '434234', etag: '"e"' }).end())
  const object = headObject({ bucket: 'my-bucket', key: 'a' })
  assert.equal((await caller.call(createTarget(s3.endpoint), object, { now })).sizeBytes, 434234)
  s3.answerWith((_request, response) => response.writeHead(404, { 'x-amz-request-id': 'R1' }).end())
  const error = await fail(caller.call(createTarget(s3.endpoint), object, { now }))
  assert.deepEqual([error.status, error.code, error.requestId], [404, undefined, 'R1'])
})

test('a huge body is not read to its end', async () => {
  let sent = 0
  s3.answerWith((_request, response) => {
    response.writeHead(200)
    const pump = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536
    }
    response.on('drain', pump)
    pump()
  })
  assert.equal((await fail(list())).message, 'S3 answered 200, but its body is too long')
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were sent`)
})

test('the caller gives up on a slow body after the request’s own timeout', async () => {
  s3.answerWith((_request, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  })
  const call = caller.call(createTarget(s3.endpoint), { ...listing, timeoutMs: 300 }, { now })
  assert.equal(
    (await beUnreachable(call, /^(TimeoutError|UND_ERR_(HEADERS|BODY)_TIMEOUT)$/)).message,
    'S3 did not answer within 0.3 seconds',
  )
})

test('a request with a longer timeout than a probe waits longer', async () => {
  s3.answerWith((request, response) => {
    setTimeout(() => answerListing()(request, response), 2300)
  })
  await caller.call(createTarget(s3.endpoint), { ...listing, timeoutMs: 10_000 }, { now })
})

test('a call for a bucket in another region is repeated there once, and never sent where a redirect leads', async () => {
  const other = await startScriptedS3(answerListing())
  const location = `${other.endpoint}/stolen`
  s3.answerWith((request, response) =>
    request.url?.includes('%2Feu-west-3%2Fs3%2F')
      ? answerError(403, 'AccessDenied')(request, response)
      : answerError(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-3', location })(request, response),
  )
  const denied = await fail(list())
  assert.deepEqual([denied.code, denied.bucketRegion], ['AccessDenied', 'eu-west-3'])
  assert.equal(s3.requests.length, 2)
  await fail(list({ region: 'eu-west-3' }))
  assert.equal(s3.requests.length, 3, 'the region that the call names is tried first')
  s3.answerWith(answerError(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'us-west-2', location }))
  assert.equal((await fail(list())).status, 301)
  assert.equal(s3.requests.length, 5)
  assert.deepEqual(other.requests, [])
  await other.close()
})

const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i};`.repeat(10)}">`).join('')

for (const [name, xml] of [
  ['junk', '<<<\0not&xml;'],
  [
    'billion laughs',
    `<!DOCTYPE l [<!ENTITY lol0 "lol">${laughs}]><ListBucketResult><Name>&lol9;</Name></ListBucketResult>`,
  ],
] as const) {
  test(`${name} in place of a document is an error that says so`, async () => {
    s3.answerWith(answerXml(200, xml))
    assert.equal((await fail(list())).message, 'S3 answered 200, but its body is not an XML document')
    s3.answerWith(answerXml(404, xml))
    assert.equal((await fail(list())).message, 'S3 answered 404')
  })
}

test('a refused connection, a private address and a cut connection are each reported as unreachable', async () => {
  const refused = createTarget(`http://127.0.0.1:${await findFreePort()}`, { id: 'cred_refused' })
  const { message } = await beUnreachable(caller.call(refused, listing, { now }), /^ECONNREFUSED$/)
  assert.equal(message, 'S3 cannot be reached: the connection was refused')
  const forbidden = createTarget('http://169.254.169.254', { id: 'cred_private' })
  await beUnreachable(caller.call(forbidden, listing, { now }), /^ERR_ADDRESS_NOT_ALLOWED$/)
  s3.answerWith((_request, response) => response.destroy())
  await beUnreachable(list(), /^UND_ERR_SOCKET$/)
})

test('a call that is aborted by its caller does not count against S3', async () => {
  s3.answerWith(() => {})
  const reason = new Error('nobody waits any more')
  const controller = new AbortController()
  const call = list({ signal: controller.signal })
  setTimeout(() => controller.abort(reason), 50)
  await assert.rejects(call, reason)
  assert.equal(breakers.countAway(), 0)
})

test('a call that waits behind other requests of the gateway times out as usual, and does not count against S3', async () => {
  const own = createS3Client({ allowPrivate: false })
  const patient = createS3Caller(own, breakers)
  const held: (() => void)[] = []
  const under = Promise.withResolvers<void>()
  s3.answerWith((request, response) => {
    held.push(() => answerListing()(request, response))
    if (held.length === 16) under.resolve()
  })
  const ask = (timeoutMs: number) => patient.call(createTarget(s3.endpoint), { ...listing, timeoutMs }, { now })
  const first = Array.from({ length: 16 }, () => ask(60_000))
  await under.promise
  await assert.rejects(ask(20), { name: 'S3Unreachable', reason: 'timed_out' })
  assert.equal(breakers.countAway(), 0, 'otherwise one batch of many buckets would cut everybody off from S3')
  for (const answer of held) answer()
  await Promise.all(first)
  await own.close()
})
