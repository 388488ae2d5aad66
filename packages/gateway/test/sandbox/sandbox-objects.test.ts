import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { crc32 } from 'node:zlib'
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { sendRaw } from '../servers/raw-http.ts'
import { readS3Code, type SandboxRequest, startSandboxServer } from '../servers/sandbox-server.ts'
import { waitUntil } from '../servers/wait-until.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const s3 = stack.use(await startSandboxServer())
const { send } = s3
const body = 'hello'
const hash = (algorithm: string) => createHash(algorithm).update(body).digest('base64')
const put = (key: string, request: Partial<SandboxRequest> = {}) => send({ method: 'PUT', key, body, ...request })

test('AWS’s own URLs for HEAD and DELETE work, and a URL for HEAD is not valid for GET', async () => {
  const object = { Bucket: 'my-bucket', Key: 'a b/ü.txt' }
  await put(object.Key, { unsigned: { 'content-type': 'text/plain' } })

  const head = await getSignedUrl(s3.aws, new HeadObjectCommand(object))
  const found = await fetch(head, { method: 'HEAD' })
  assert.equal(found.status, 200)
  const shown = ['content-length', 'content-type', 'etag'].map((name) => found.headers.get(name))
  assert.deepEqual(shown, ['5', 'text/plain', '"5d41402abc4b2a76b9719d911017c592"'])
  assert.equal(await readS3Code(await fetch(head)), '403 SignatureDoesNotMatch')

  const remove = await getSignedUrl(s3.aws, new DeleteObjectCommand(object))
  for (let times = 0; times < 2; times++) assert.equal((await fetch(remove, { method: 'DELETE' })).status, 204)
  assert.equal((await fetch(head, { method: 'HEAD' })).status, 404)
})

test('repeated slashes make a different key, and a key may have 1,024 bytes', async () => {
  const keys = ['a/b', 'a//b', '/a/b', 'a/b/', 'k'.repeat(1024), 'é'.repeat(512), `${'d/'.repeat(511)}xy`]
  for (const key of keys) assert.equal((await put(key, { body: key })).status, 200)
  for (const key of keys) assert.equal(await (await send({ method: 'GET', key })).text(), key)
})

test('an object is downloaded with the headers of its upload', async () => {
  const headers = {
    'content-type': 'text/csv',
    'cache-control': 'no-store',
    'content-disposition': 'inline',
    'content-language': 'de',
    'content-encoding': 'identity',
    'x-amz-meta-author': 'ada',
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-server-side-encryption': 'AES256',
  }
  assert.equal((await put('kept.csv', { headers: { ...headers, 'x-amz-tagging': 'a=1&b=2' } })).status, 200)

  const found = await send({ method: 'GET', key: 'kept.csv' })
  for (const [name, value] of Object.entries(headers)) assert.equal(found.headers.get(name), value, name)
  assert.equal(found.headers.get('x-amz-tagging-count'), '2')
})

for (const { name, headers, answer } of [
  {
    name: 'an unknown storage class',
    headers: { 'x-amz-storage-class': 'COLD' },
    answer: '400 InvalidStorageClass',
  },
  { name: 'metadata over 2 KB', headers: { 'x-amz-meta-a': 'x'.repeat(2048) }, answer: '400 MetadataTooLarge' },
  { name: 'eleven tags', headers: { 'x-amz-tagging': 'abcdefghijk'.split('').join('&') }, answer: '400 InvalidTag' },
  { name: 'a copy', headers: { 'x-amz-copy-source': '/my-bucket/kept.csv' }, answer: '501 NotImplemented' },
  { name: 'a malformed MD5', headers: { 'content-md5': 'x' }, answer: '400 InvalidDigest' },
  {
    name: 'another body’s MD5',
    headers: { 'content-md5': Buffer.alloc(16).toString('base64') },
    answer: '400 BadDigest',
  },
  { name: 'a malformed checksum', headers: { 'x-amz-checksum-crc32': 'AAAA' }, answer: '400 InvalidRequest' },
  {
    name: 'another body’s checksum',
    headers: { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') },
    answer: '400 BadDigest',
  },
  {
    name: 'two checksums',
    headers: { 'x-amz-checksum-sha256': hash('sha256'), 'x-amz-checksum-sha1': hash('sha1') },
    answer: '400 InvalidRequest',
  },
  {
    name: 'another body’s signed hash',
    headers: { 'x-amz-content-sha256': '0'.repeat(64) },
    answer: '400 XAmzContentSHA256Mismatch',
  },
]) {
  test(`an upload with ${name} is refused, and leaves nothing`, async () => {
    assert.equal(await readS3Code(await put('refused.txt', { headers })), answer)
    assert.equal(await readS3Code(await send({ method: 'GET', key: 'refused.txt' })), '404 NoSuchKey')
    assert.deepEqual(readdirSync(join(s3.directory, 'incoming')), [])
  })
}

test('checksums are verified, stored, and returned on request', async () => {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  for (const [name, value] of Object.entries({
    'x-amz-checksum-sha256': hash('sha256'),
    'x-amz-checksum-sha1': hash('sha1'),
    'x-amz-checksum-crc32': sum.toString('base64'),
    'x-amz-checksum-crc32c': 'mnG7TA==',
    'x-amz-checksum-crc64nvme': 'M3eFcAZSQlc=',
    'content-md5': hash('md5'),
  })) {
    assert.equal((await put('summed.txt', { headers: { [name]: value } })).status, 200, name)
    if (name === 'content-md5') continue
    const mode = { 'x-amz-checksum-mode': 'ENABLED' }
    assert.equal((await send({ method: 'HEAD', key: 'summed.txt', headers: mode })).headers.get(name), value)
    assert.equal((await send({ method: 'HEAD', key: 'summed.txt' })).headers.get(name), null)
  }
})

test('conditional uploads replace only the object that they allow', async () => {
  const once = { headers: { 'if-none-match': '*' } }
  const first = await Promise.all([1, 2, 3, 4].map(() => put('once.txt', once)))
  assert.deepEqual(first.map(({ status }) => status).toSorted(), [200, 412, 412, 412])
  assert.equal(await readS3Code(await put('once.txt', once)), '412 PreconditionFailed')
  assert.equal(await readS3Code(await put('once.txt', { headers: { 'if-none-match': '"x"' } })), '501 NotImplemented')
  assert.equal(await readS3Code(await put('none.txt', { headers: { 'if-match': '"x"' } })), '404 NoSuchKey')
  assert.equal((await put('once.txt', { headers: { 'if-match': '"5d41402abc4b2a76b9719d911017c592"' } })).status, 200)
})

test('a download supports response overrides, ranges and conditions', async () => {
  await put('read.txt')
  const query = {
    'response-content-disposition': "attachment; filename*=UTF-8''%E2%82%AC.txt",
    'response-content-type': 'text/x',
    'response-cache-control': 'max-age=1',
  }
  const renamed = await send({ method: 'GET', key: 'read.txt', query })
  assert.deepEqual(
    ['content-disposition', 'content-type', 'cache-control'].map((name) => renamed.headers.get(name)),
    Object.values(query),
  )
  const broken = await fetch(
    await getSignedUrl(
      s3.aws,
      new GetObjectCommand({ Bucket: 'my-bucket', Key: 'read.txt', ResponseContentType: 'a€b' }),
    ),
  )
  assert.equal(await readS3Code(broken), '400 InvalidArgument')

  for (const [range, status, text] of [
    ['bytes=1-2', 206, 'el'],
    ['bytes=-2', 206, 'lo'],
    ['bytes=3-99', 206, 'lo'],
    ['bytes=0-1,3-4', 200, 'hello'],
    ['lines=1-2', 200, 'hello'],
  ] as const) {
    const part = await send({ method: 'GET', key: 'read.txt', unsigned: { range } })
    assert.deepEqual([part.status, await part.text()], [status, text], range)
  }
  const past = await send({ method: 'GET', key: 'read.txt', unsigned: { range: 'bytes=5-' } })
  assert.equal(await readS3Code(past), '416 InvalidRange')
  const etag = '"5d41402abc4b2a76b9719d911017c592"'
  assert.equal((await send({ method: 'GET', key: 'read.txt', unsigned: { 'if-none-match': etag } })).status, 304)
  assert.equal((await send({ method: 'GET', key: 'read.txt', unsigned: { 'if-match': '"x"' } })).status, 412)
})

for (const { name, head, answer } of [
  {
    name: 'a stream without a length',
    head: 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    answer: '501 NotImplemented',
  },
  { name: 'no length at all', head: '\r\n', answer: '411 MissingContentLength' },
  { name: 'more than 5 GiB', head: `Content-Length: ${5 * 1024 ** 3 + 1}\r\n\r\n`, answer: '400 EntityTooLarge' },
]) {
  test(`an upload of ${name} is refused before its body is sent`, async () => {
    const place = { bucket: 'my-bucket', key: 'x', expiresInSeconds: 60, signedAt: Date.now() }
    const { url } = s3.presigner.presign({ method: 'PUT', ...place })
    const { host, pathname, search } = new URL(url)

    const { status, body: xml } = await sendRaw(
      s3.endpoint,
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${head}`,
    )
    assert.equal(`${status} ${/<Code>(\w+)/.exec(xml)?.[1]}`, answer)
  })
}

test('the sandbox refuses subresources that it does not implement, and changes nothing', async () => {
  await put('plain.txt')
  for (const query of [{ acl: '' }, { tagging: '' }, { retention: '' }, { torrent: '' }, { attributes: '' }]) {
    assert.equal(await readS3Code(await send({ method: 'GET', key: 'plain.txt', query })), '501 NotImplemented')
    assert.equal(await readS3Code(await put('plain.txt', { query })), '501 NotImplemented')
  }
  const version = await send({ method: 'GET', key: 'plain.txt', query: { versionId: 'v1' } })
  assert.equal(await readS3Code(version), '400 InvalidArgument')
  assert.equal((await send({ method: 'GET', key: 'plain.txt', query: { versionId: 'null' } })).status, 200)
  assert.equal(await (await send({ method: 'GET', key: 'plain.txt' })).text(), body)
})

test('a client that disconnects during an upload leaves nothing', async () => {
  const place = { bucket: 'my-bucket', key: 'half.txt', expiresInSeconds: 60, signedAt: Date.now() }
  const { host, hostname, port, pathname, search } = new URL(s3.presigner.presign({ method: 'PUT', ...place }).url)
  const socket = connect(Number(port), hostname)
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\nhalf`)
  const incoming = () => readdirSync(join(s3.directory, 'incoming')).length
  await waitUntil('the upload has begun', () => incoming() === 1)

  socket.destroy()

  await waitUntil('the incoming file is gone', () => incoming() === 0)
  assert.equal((await send({ method: 'HEAD', key: 'half.txt' })).status, 404)
})

test('an upload id without a key is refused', async () => {
  for (const method of ['GET', 'PUT', 'POST', 'DELETE'] as const) {
    assert.equal(await readS3Code(await send({ method, query: { uploadId: '' } })), '400 InvalidRequest')
  }
})

test('POST to an object is refused except for multipart uploads', async () => {
  for (const key of ['posted.txt', '//']) {
    assert.equal(await readS3Code(await send({ method: 'POST', key })), '405 MethodNotAllowed')
  }
})
