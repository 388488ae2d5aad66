import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createSampleApp } from '../../test/samples/sample-app.ts'

const document = { path: '/awss3/openapi', contentType: 'application/json; charset=utf-8', body: '{"openapi":"3.1.1"}' }
const app = createSampleApp({ documents: [document] })
const etag = String((await app.inject({ url: document.path })).headers.etag)

test('a document needs no token, may be cached and has a strong ETag', async () => {
  const { statusCode, headers, body } = await app.inject({ url: document.path })

  assert.equal(statusCode, 200)
  assert.equal(body, document.body)
  assert.equal(headers['content-type'], document.contentType)
  assert.equal(headers['cache-control'], 'public, max-age=300')
  assert.match(etag, /^"[\w-]{27}"$/)
})

for (const ifNoneMatch of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
  test(`a client that has the document gets 304 without a body: ${ifNoneMatch}`, async () => {
    const { statusCode, headers, body } = await app.inject({
      url: document.path,
      headers: { 'if-none-match': ifNoneMatch },
    })

    assert.equal(statusCode, 304)
    assert.equal(body, '')
    assert.equal(headers.etag, etag)
    assert.equal(headers['cache-control'], 'public, max-age=300')
  })
}

for (const ifNoneMatch of ['"other"', etag.slice(0, -1), '']) {
  test(`a client that has another version gets the document: ${ifNoneMatch}`, async () => {
    const { statusCode } = await app.inject({ url: document.path, headers: { 'if-none-match': ifNoneMatch } })

    assert.equal(statusCode, 200)
  })
}

test('another body has another ETag', async () => {
  const other = createSampleApp({ documents: [{ ...document, body: '{}' }] })

  assert.notEqual((await other.inject({ url: document.path })).headers.etag, etag)
})

test('HEAD answers like GET, without the body', async () => {
  const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: document.path })

  assert.deepEqual([statusCode, headers.etag, headers['content-length'], body], [200, etag, '19', ''])
})

for (const acceptEncoding of ['gzip', 'br, gzip;q=0.5', 'GZIP', 'deflate, x-gzip']) {
  test(`a client that accepts gzip gets it, with an ETag of its own: ${acceptEncoding}`, async () => {
    const headers = { 'accept-encoding': acceptEncoding }
    const compressed = await app.inject({ url: document.path, headers })

    assert.equal(compressed.headers['content-encoding'], 'gzip')
    assert.equal(compressed.headers.vary, 'accept-encoding, origin')
    assert.equal(gunzipSync(compressed.rawPayload).toString(), document.body)
    assert.notEqual(compressed.headers.etag, etag)
    const again = { ...headers, 'if-none-match': String(compressed.headers.etag) }
    assert.equal((await app.inject({ url: document.path, headers: again })).statusCode, 304)
  })
}

for (const acceptEncoding of ['', 'identity', 'br', 'gzip;q=0', 'gzip; q=0.000, br', 'notgzip']) {
  test(`other clients get the document uncompressed: '${acceptEncoding}'`, async () => {
    const { headers, body } = await app.inject({ url: document.path, headers: { 'accept-encoding': acceptEncoding } })

    assert.equal(headers['content-encoding'], undefined)
    assert.equal(body, document.body)
  })
}

test('a document that is read at its first request is read only once, and again after a failure', async () => {
  let reads = 0
  const body = async () => {
    reads++
    if (reads === 1) throw new Error('no file descriptor is left')
    return Buffer.from('text')
  }
  const reading = createSampleApp({ documents: [{ ...document, body }] })
  const ask = (acceptEncoding: string) =>
    reading.inject({ url: document.path, headers: { 'accept-encoding': acceptEncoding } })

  assert.equal((await ask('gzip')).statusCode, 500)
  const answers = await Promise.all([ask('gzip'), ask('identity'), ask('gzip')])

  assert.deepEqual([answers.map(({ statusCode }) => statusCode), reads], [[200, 200, 200], 2])
})
