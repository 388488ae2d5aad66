import assert from 'node:assert/strict'
import { test } from 'node:test'
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
  test(`a client that has it gets 304 without a body: ${ifNoneMatch}`, async () => {
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
  test(`a client that has another one gets the document: ${ifNoneMatch}`, async () => {
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
