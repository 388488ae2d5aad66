import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stubEnvironment } from '../test/stub-environment.ts'
import { createGateway } from './gateway.ts'
import { SignpostError } from './signpost-error.ts'

const url = 'https://sign.test/'
const refusal = (code: string) => ({ error: { code, message: `It is ${code}.`, requestId: 'r1' } })

test('parameters are sent in the path, the query or JSON, with the gateway’s names', async () => {
  const stub = stubEnvironment(() => ({ data: {} }))
  const gateway = createGateway({ url, token: 't' }, stub)
  const ref = { uploadId: '2~a/b', bucket: 'my-bucket', key: 'ü.txt' }
  await gateway.call('multipartParts', { ...ref, partNumbers: '1', expiresIn: undefined })
  await gateway.call('multipartBegin', { bucket: 'my-bucket', key: 'a', partSize: 5, metadata: { aB: 'c' } })
  await gateway.call('signedUrl', { bucket: 'my-bucket', key: 'a', metadata: { aB: 'c' }, checksumCrc64nvme: 'x' })

  const [parts, begin, signed] = stub.requests
  assert.equal(parts?.path, '/awss3/multipart/2~a%2Fb/parts')
  assert.equal(parts.query.toString(), 'bucket=my-bucket&key_name=%C3%BC.txt&part_numbers=1')
  assert.equal(parts.headers.get('authorization'), 'Bearer t')
  assert.deepEqual(begin?.body, { bucket: 'my-bucket', key_name: 'a', part_size: 5, metadata: { aB: 'c' } })
  assert.equal(signed?.query.toString(), 'bucket=my-bucket&key_name=a&metadata%5BaB%5D=c&checksum_crc64nvme=x')
})

test('5xx and 429 are retried, after the pause that the gateway asks for', async () => {
  const stub = stubEnvironment((_, nth) => {
    if (nth === 1) return { status: 503, ...refusal('unavailable') }
    if (nth === 2) return { status: 429, ...refusal('rate_limited'), headers: { 'retry-after': '3' } }
    if (nth === 3) throw new TypeError('fetch failed')
    return nth === 4 ? { status: 502, text: '<html>' } : { data: { size: 1 } }
  })
  const { size } = await createGateway({ url, token: 't' }, stub).call('headObject', { bucket: 'b', key: 'k' })

  assert.equal(size, 1)
  assert.deepEqual(stub.pauses, [500, 4000, 2000, 4000])
})

test('an error has the gateway’s code, every problem, and what to do', async () => {
  const details = [{ parameter: 'bucket', message: '`bucket` is required' }]
  const stub = stubEnvironment(() => ({ status: 400, error: { ...refusal('invalid_request').error, details } }))

  await assert.rejects(
    createGateway({ url, token: 't' }, stub).call('listObjects', { bucket: '' }),
    (error: SignpostError) => {
      const { code, status, message, canRetry, requestId } = error
      assert.deepEqual([code, status, message, canRetry], ['invalid_request', 400, '`bucket` is required', false])
      assert.equal(requestId, 'r1')
      assert.match(error.whatToDo, /Correct them all/)
      return true
    },
  )
  assert.equal(stub.requests.length, 1)
})

test('an expired token is renewed, once', async () => {
  const stub = stubEnvironment(({ headers }) =>
    headers.get('authorization') === 'Bearer t2' ? { data: {} } : { status: 401, ...refusal('token_expired') },
  )
  let asked = 0
  const gateway = createGateway({ url, getToken: () => `t${++asked}` }, stub)
  await Promise.all([1, 2, 3].map(() => gateway.call('listObjects', { bucket: 'b' })))
  assert.equal(asked, 2)

  await assert.rejects(
    createGateway({ url, getToken: () => 'bad' }, stub).call('listObjects', { bucket: 'b' }),
    (error) => error instanceof SignpostError && error.code === 'token_expired',
  )
  assert.throws(() => createGateway({ url }, stub), /`token` or `getToken` is required/)
})

test('a token with an expiry is not used in its last seconds', async () => {
  const stub = stubEnvironment(() => ({ data: {} }))
  let asked = 0
  const getToken = () => ({ clientToken: `ct${++asked}`, expiresAt: new Date(stub.now() + 60_000).toISOString() })
  const gateway = createGateway({ url, getToken }, stub)
  for (const ms of [0, 49_000, 2000]) {
    stub.pass(ms)
    await gateway.call('listObjects', { bucket: 'b' })
  }

  assert.deepEqual(
    stub.requests.map(({ headers }) => headers.get('authorization')),
    ['Bearer ct1', 'Bearer ct1', 'Bearer ct2'],
  )
})

for (const error of [{ code: 404, message: 'Not Found' }, { code: null }, { code: 'no_code', details: 'odd' }, 'no']) {
  test(`the error ${JSON.stringify(error)} is not Signpost’s`, async () => {
    const stub = stubEnvironment(() => ({ status: 404, text: JSON.stringify({ error }) }))
    await assert.rejects(
      createGateway({ url, token: 't' }, stub).call('listObjects', { bucket: 'b' }),
      (thrown) => thrown instanceof SignpostError && thrown.code === 'bad_response' && thrown.status === 404,
    )
  })
}

test('the advice of an error is text, whatever its code', async () => {
  const stub = stubEnvironment(() => ({ status: 400, ...refusal('constructor') }))
  await assert.rejects(createGateway({ url, token: 't' }, stub).call('listObjects', { bucket: 'b' }), {
    message: 'It is constructor.',
    whatToDo: 'Read the message.',
  })
})

test('a connection that breaks during an answer is a network error', async () => {
  const stub = stubEnvironment((_, nth) => ({ data: { nth } }))
  const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) })
  const fetchBroken = async (target: string, init?: RequestInit) => {
    const response = await stub.fetch(target, init)
    return stub.requests.length === 1 ? new Response(broken) : response
  }
  const gateway = createGateway({ url, token: 't' }, { ...stub, fetch: fetchBroken })
  assert.deepEqual(await gateway.call('listObjects', { bucket: 'b' }), { nth: 2 })
})

for (const wrong of [undefined, '', 'sign.example.com', 'localhost:8080', '/signpost']) {
  test(`outside of a page, the URL ${wrong} is refused when the client is created`, () => {
    assert.throws(
      () =>
        createGateway(
          { url: wrong as string, token: 't' },
          stubEnvironment(() => ({ data: {} })),
        ),
      (error) => error instanceof SignpostError && error.code === 'invalid_argument' && /`url`/.test(error.message),
    )
  })
}

test('a time of the gateway is converted by its clock, however wrong this clock is', async () => {
  const stub = stubEnvironment(() => ({ data: {}, headers: { date: 'Thu, 15 Jan 2026 13:00:00 GMT' } }))
  const gateway = createGateway({ url, token: 't' }, stub)
  await gateway.call('listObjects', { bucket: 'b' })

  assert.equal(gateway.toLocalTime('2026-01-15T13:05:00Z') - stub.now(), 300_000)
})
