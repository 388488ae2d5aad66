import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type StubEnvironment, stubEnvironment } from '../../test/stub-environment.ts'
import { createUppyOptions } from './create-uppy-options.ts'

const mebi = 1024 ** 2

/** A gateway that signs every request, and has the parts 1 and 2 of an upload of 25 parts. */
function createOptions(options = {}) {
  const environment: StubEnvironment = stubEnvironment(({ method, path, query, body }, nth) => {
    const expiresAt = '2026-01-15T12:05:00Z'
    const sign = (partNumber: number) => {
      const signedUrl = `https://store.test/${partNumber}?${nth}`
      return { partNumber, signedUrl, method: 'PUT', headers: { 'content-length': '5', 'x-amz-a': 'b' } }
    }
    const key = query.get('key_name') ?? (body as { key_name: string } | undefined)?.key_name
    if (path === '/awss3/multipart') {
      const { size } = body as { size: number }
      const parts = [1, 2].map(sign)
      return { data: { uploadId: 'id', bucket: 'b', key, size, partSize: 5, partCount: 25, parts, expiresAt } }
    }
    if (path.endsWith('/parts')) {
      const [first = 0, last = 0] = (query.get('part_numbers') ?? '').split('-').map(Number)
      return { data: { parts: Array.from({ length: last - first + 1 }, (_, index) => sign(first + index)), expiresAt } }
    }
    if (path.endsWith('/complete')) {
      return { data: { bucket: 'b', key, size: 1, etag: '"e"', location: 'https://store.test/b/x?a=1&b=<2>' } }
    }
    if (method === 'DELETE') return { data: { bucket: 'b', key } }
    if (path === '/awss3/multipart/id') {
      const parts = [1, 2].map((partNumber) => ({ partNumber, size: 5, etag: `"e${partNumber}"` }))
      return { data: { uploadId: 'id', bucket: 'b', key, size: 123, partSize: 5, parts } }
    }
    const headers = { 'content-type': 'image/png', 'content-length': '7' }
    return { data: { signedUrl: 'https://store.test/k', expiresAt, bucket: 'b', key, method: 'PUT', headers } }
  })
  const given = { url: 'https://g.test', token: 'ct_1', bucket: 'b', prefix: 'in/', ...options }
  return { environment, ...createUppyOptions(given, environment) }
}

/** Reads the content of a `data:` URL. */
const readXml = (url: string) => decodeURIComponent(url.replace('data:application/xml,', ''))

test('a PUT is signed with the type and size of the file, and gets the headers that a page may set', async () => {
  const { environment, generateObjectKey, signRequest } = createOptions({ metadata: { user: '17' } })
  const key = generateObjectKey({ name: 'a b.png', size: 7, type: 'image/png' })
  const signed = await signRequest({ method: 'PUT', key, contentType: 'image/png' })

  assert.match(key, /^in\/[0-9a-f]{24}-a-b\.png$/)
  assert.deepEqual(signed, { url: 'https://store.test/k', key, headers: { 'content-type': 'image/png' } })
  const { path, query } = environment.requests[0] ?? assert.fail()
  assert.deepEqual(
    [path, query.get('type'), query.get('content_type'), query.get('content_length'), query.get('metadata[user]')],
    ['/awss3/signed-url', 'upload', 'image/png', '7', '17'],
  )
})

test('a multipart upload starts with its size and type, and Uppy splits the file as the gateway signs it', async () => {
  const { environment, generateObjectKey, getChunkSize, shouldUseMultipart, signRequest } = createOptions()
  const file = { name: 'a.mov', size: 400_000 * mebi, type: 'video/mp4' }
  const begun = await signRequest({ method: 'POST', key: generateObjectKey(file) })

  const { size, part_size, content_type } = (environment.requests[0] ?? assert.fail()).body as Record<string, unknown>
  assert.deepEqual([size, part_size, content_type], [file.size, getChunkSize(file), 'video/mp4'])
  assert.ok(getChunkSize(file) * 10_000 >= file.size && getChunkSize({ size: 1 }) === 16 * mebi)
  assert.equal(
    readXml(begun.url),
    '<InitiateMultipartUploadResult><UploadId>id</UploadId></InitiateMultipartUploadResult>',
  )
  assert.deepEqual(
    [16 * mebi, 16 * mebi + 1].map((bytes) => shouldUseMultipart({ size: bytes })),
    [false, true],
  )
})

test('parts are signed twenty at a time; a URL that failed or expired is signed again', async () => {
  const { environment, signRequest } = createOptions()
  await signRequest({ method: 'POST', key: 'in/a' })
  const sign = async (partNumber: number) => {
    const { url, headers } = await signRequest({ method: 'PUT', key: 'in/a', uploadId: 'id', partNumber })
    assert.deepEqual(headers, { 'x-amz-a': 'b' })
    return url
  }
  const listAsked = () => environment.requests.slice(1).map(({ query }) => query.get('part_numbers'))

  for (let number = 1; number <= 25; number++) assert.match(await sign(number), new RegExp(`/${number}\\?`))
  assert.deepEqual(listAsked(), ['3-22', '23-25'])
  assert.notEqual(await sign(7), await sign(7))
  assert.deepEqual(listAsked().slice(2), ['7-25', '7-25'])
  environment.pass(290_000)
  await sign(8)
  assert.deepEqual(listAsked().slice(4), ['8-25'])
})

test('after a reload it lists the parts in the store, and signs no part beyond the last', async () => {
  const { environment, signRequest } = createOptions()
  const listed = await signRequest({ method: 'GET', key: 'in/a', uploadId: 'id' })
  await signRequest({ method: 'PUT', key: 'in/a', uploadId: 'id', partNumber: 24 })

  assert.match(readXml(listed.url), /<Part><PartNumber>2<\/PartNumber><Size>5<\/Size><ETag>"e2"<\/ETag><\/Part>/)
  assert.equal(environment.requests[1]?.query.get('part_numbers'), '24-25')
})

test('it completes and aborts through the gateway', async () => {
  const { environment, signRequest } = createOptions()
  const completed = await signRequest({ method: 'POST', key: 'in/a', uploadId: 'id' })
  const aborted = await signRequest({ method: 'DELETE', key: 'in/a', uploadId: 'id' })

  assert.match(readXml(completed.url), /<Location>https:\/\/store.test\/b\/x\?a=1&amp;b=&lt;2&gt;<\/Location>/)
  assert.match(aborted.url, /^data:/)
  assert.deepEqual(
    environment.requests.map(({ method, path }) => `${method} ${path}`),
    ['POST /awss3/multipart/id/complete', 'DELETE /awss3/multipart/id'],
  )
})

test('a page that stays open holds no uploaded file in memory', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { generateObjectKey, signRequest } = createOptions()
  const send = async () => {
    const file = { name: 'a.png', size: 7, type: 'image/png' }
    await signRequest({ method: 'PUT', key: generateObjectKey(file), contentType: 'image/png' })
    return new WeakRef(file)
  }
  const sent = await send()
  await new Promise(setImmediate)
  collect()

  assert.equal(sent.deref(), undefined)
  assert.ok(signRequest)
})
