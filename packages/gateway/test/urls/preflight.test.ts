import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { readExposedHeaders, sendPreflight } from '../../src/s3/preflight.ts'
import { createS3Client } from '../../src/s3/s3-client.ts'
import { answerError, startScriptedS3 } from '../servers/scripted-s3.ts'

const origin = 'https://app.example.com'
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const s3 = stack.adopt(await startScriptedS3(answerError(403, 'AccessForbidden')), (server) => server.close())
const client = stack.adopt(createS3Client({ allowPrivate: false }), (opened) => opened.close())
const page = { url: `${s3.endpoint}/b/k?a=b`, origin, method: 'PUT', headers: ['x-amz-meta-a', 'content-type'] }

type Headers = Readonly<Record<string, string | string[]>>

function answer(headers: Headers, status = 200) {
  s3.answerWith((_request, response) => {
    response.setHeaders(new Map(Object.entries(headers)))
    response.writeHead(status).end()
  })
}

/** Answers to a preflight, and what each means by the Fetch standard. */
const answers: readonly (readonly [title: string, headers: Headers, observed: string])[] = [
  ['everything', { 'access-control-allow-headers': 'X-Amz-Meta-A,Content-Type' }, '200'],
  ['any method and any header', { 'access-control-allow-methods': '*', 'access-control-allow-headers': '*' }, '200'],
  ['any origin', { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }, '200'],
  ['the headers in several lines', { 'access-control-allow-headers': ['x-amz-meta-a', 'content-type'] }, '200'],
  [
    'all headers except one',
    { 'access-control-allow-headers': 'content-type' },
    '200, but x-amz-meta-a is not allowed',
  ],
  ['no header', {}, '200, but x-amz-meta-a, content-type is not allowed'],
  ['other methods only', { 'access-control-allow-methods': 'GET, put' }, '200, but PUT is not allowed'],
  ['another origin only', { 'access-control-allow-origin': 'https://x.example' }, '200, but it names another origin'],
  [
    'the origin twice, as behind a proxy that adds its own',
    { 'access-control-allow-origin': [origin, '*'] },
    '200, but it names an origin more than once',
  ],
]

for (const [title, headers, observed] of answers) {
  test(`an answer that allows ${title} is read as “${observed}”`, async () => {
    const all = { 'access-control-allow-origin': origin, 'access-control-allow-methods': 'PUT' }
    answer({ ...all, ...headers })

    const result = await sendPreflight(client, page)

    assert.deepEqual([result.isAllowed, result.observed], [observed === '200', observed])
  })
}

test('a preflight that is refused, redirected or answered without an origin allows nothing', async () => {
  s3.answerWith(answerError(403, 'AccessForbidden'))
  const refused = await sendPreflight(client, page)
  answer({ location: 'https://elsewhere.example/', 'access-control-allow-origin': '*' }, 307)
  const led = await sendPreflight(client, page)
  answer({})
  const silent = await sendPreflight(client, page)

  assert.deepEqual([refused.isAllowed, refused.observed], [false, '403 AccessForbidden'])
  assert.deepEqual([led.isAllowed, led.observed], [false, '307'])
  assert.deepEqual([silent.isAllowed, silent.observed], [false, '200, but it names no origin'])
})

test('GET, HEAD and POST are allowed even if the answer does not list them, and DELETE is not', async () => {
  answer({ 'access-control-allow-origin': origin })
  for (const method of ['GET', 'HEAD', 'POST']) {
    assert.equal((await sendPreflight(client, { ...page, method, headers: [] })).isAllowed, true, method)
  }
  assert.equal((await sendPreflight(client, { ...page, method: 'DELETE', headers: [] })).isAllowed, false)
})

test('a preflight is sent as browsers send it: with the header names in order, without spaces', async () => {
  let seen = {}
  s3.answerWith((request, response) => {
    const { origin: from, authorization, ...headers } = request.headers
    seen = { line: `${request.method} ${request.url}`, from, authorization, ...pick(headers) }
    response.end()
  })
  await sendPreflight(client, page)

  assert.deepEqual(seen, {
    line: 'OPTIONS /b/k?a=b',
    from: origin,
    authorization: undefined,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type,x-amz-meta-a',
  })
})

test('a web page may read the headers that the answer exposes, if the answer allows its origin', async () => {
  const exposed = { 'access-control-expose-headers': ['ETag', 'X-Amz-Version-Id, x-amz-meta-a'] }
  answer({ 'access-control-allow-origin': origin, ...exposed }, 404)
  assert.deepEqual(await readExposedHeaders(client, { ...page, method: 'PUT' }), [
    'etag',
    'x-amz-version-id',
    'x-amz-meta-a',
  ])
  answer({ 'access-control-allow-origin': '*' }, 404)
  assert.deepEqual(await readExposedHeaders(client, { ...page, method: 'GET' }), [])
  answer(exposed, 404)
  assert.equal(await readExposedHeaders(client, { ...page, method: 'PUT' }), undefined)
})

function pick(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))
}
