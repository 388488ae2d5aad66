import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { readS3Code, startSandboxServer } from '../servers/sandbox-server.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const { aws, send, directory } = stack.use(await startSandboxServer())
const mib = 1024 ** 2

/** Sends a request that AWS's own signer signed. */
async function use(method: string, signed: Promise<string>, body?: string | Buffer<ArrayBuffer>): Promise<Response> {
  return fetch(await signed, { method, body: body ?? null })
}

async function begin(key: string) {
  const response = await use(
    'POST',
    getSignedUrl(aws, new CreateMultipartUploadCommand({ Bucket: 'my-bucket', Key: key })),
  )
  assert.equal(response.status, 200)
  const [, id = ''] = /<UploadId>([0-9a-f]{32})<\/UploadId>/.exec(await response.text()) ?? []
  const upload = { Bucket: 'my-bucket', Key: key, UploadId: id }
  return {
    upload,
    async put(number: number, body: Buffer<ArrayBuffer>): Promise<string> {
      const response = await use(
        'PUT',
        getSignedUrl(aws, new UploadPartCommand({ ...upload, PartNumber: number })),
        body,
      )
      assert.equal(response.status, 200)
      return response.headers.get('etag') ?? ''
    },
    list: (options: object = {}) => use('GET', getSignedUrl(aws, new ListPartsCommand({ ...upload, ...options }))),
    complete(parts: readonly (readonly [number: number, etag: string])[]) {
      const named = parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`)
      const xml = `<CompleteMultipartUpload>${named.join('')}</CompleteMultipartUpload>`
      return use('POST', getSignedUrl(aws, new CompleteMultipartUploadCommand(upload)), xml)
    },
    abort: () => use('DELETE', getSignedUrl(aws, new AbortMultipartUploadCommand(upload))),
  }
}

test('an upload in three parts, one of them sent twice, is stored whole', async () => {
  const { put, list, complete } = await begin('big/file.bin')
  const parts = [randomBytes(5 * mib), randomBytes(5 * mib), randomBytes(1000)] as Buffer<ArrayBuffer>[]
  await put(2, randomBytes(10) as Buffer<ArrayBuffer>)
  const etags: string[] = []
  for (const [index, part] of parts.entries()) etags.push(await put(index + 1, part))
  await put(7, randomBytes(10) as Buffer<ArrayBuffer>)

  const listed = await (await list({ MaxParts: 2 })).text()
  assert.match(listed, /<IsTruncated>true<\/IsTruncated>/)
  assert.match(listed, /<NextPartNumberMarker>2<\/NextPartNumberMarker>/)
  assert.match(
    listed,
    new RegExp(`<PartNumber>2</PartNumber>.*<ETag>&quot;${etags[1]?.slice(1, -1)}&quot;</ETag><Size>${5 * mib}`),
  )
  assert.match(await (await list({ PartNumberMarker: '2' })).text(), /<PartNumber>3<.*<PartNumber>7</)

  const completed = await complete(etags.map((etag, index) => [index + 1, etag]))
  assert.equal(completed.status, 200)
  const digests = parts.map((part) => createHash('md5').update(part).digest())
  const etag = `"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-3"`
  assert.match(await completed.text(), new RegExp(etag.replaceAll('"', '&quot;')))
  const read = await send({ method: 'GET', key: 'big/file.bin' })
  assert.equal(read.headers.get('etag'), etag)
  assert.ok(Buffer.from(await read.arrayBuffer()).equals(Buffer.concat(parts)))
  const across = { range: `bytes=${5 * mib - 3}-${5 * mib + 2}` }
  const range = await send({ method: 'GET', key: 'big/file.bin', unsigned: across })
  assert.ok(Buffer.from(await range.arrayBuffer()).equals(Buffer.concat(parts).subarray(5 * mib - 3, 5 * mib + 3)))
  assert.equal(await readS3Code(await complete(etags.map((one, index) => [index + 1, one]))), '404 NoSuchUpload')

  assert.equal(readdirSync(join(directory, 'files')).length, 3, 'parts that the completion did not name are gone')
  await send({ method: 'DELETE', key: 'big/file.bin' })
  assert.deepEqual(readdirSync(join(directory, 'files')), [])
})

test('a wrong completion is refused, and a correct one can follow', async () => {
  const { put, complete, abort } = await begin('a')
  const [first, second] = [await put(1, Buffer.alloc(10)), await put(2, Buffer.alloc(10))]

  assert.equal(
    await readS3Code(
      await complete([
        [1, first],
        [2, second],
      ]),
    ),
    '400 EntityTooSmall',
  )
  assert.equal(
    await readS3Code(
      await complete([
        [2, second],
        [1, first],
      ]),
    ),
    '400 InvalidPartOrder',
  )
  assert.equal(await readS3Code(await complete([[3, first]])), '400 InvalidPart')
  assert.equal(await readS3Code(await complete([[1, '"0"']])), '400 InvalidPart')
  assert.equal(await readS3Code(await complete([])), '400 MalformedXML')
  assert.equal((await complete([[1, first]])).status, 200)
  assert.equal((await abort()).status, 404)
})

test('an aborted upload is gone, with its parts', async () => {
  const { put, list, complete, abort, upload } = await begin('aborted')
  const etag = await put(1, Buffer.alloc(10))
  const before = readdirSync(join(directory, 'files')).length

  assert.equal((await abort()).status, 204)

  assert.equal(readdirSync(join(directory, 'files')).length, before - 1)
  for (const response of [await list(), await complete([[1, etag]]), await abort()]) {
    assert.equal(await readS3Code(response), '404 NoSuchUpload')
  }
  const late = new UploadPartCommand({ ...upload, PartNumber: 1 })
  assert.equal(await readS3Code(await use('PUT', getSignedUrl(aws, late), 'x')), '404 NoSuchUpload')
})

test('an upload id is valid only for its key', async () => {
  const { upload, abort } = await begin('mine')
  for (const Key of ['other', 'mine/']) {
    const command = new UploadPartCommand({ ...upload, Key, PartNumber: 1 })
    assert.equal(await readS3Code(await use('PUT', getSignedUrl(aws, command), 'x')), '404 NoSuchUpload')
  }
  for (const PartNumber of [0, 10_001]) {
    const command = new UploadPartCommand({ ...upload, PartNumber })
    assert.equal(await readS3Code(await use('PUT', getSignedUrl(aws, command), 'x')), '400 InvalidArgument')
  }
  assert.equal((await abort()).status, 204)
})

test('open uploads are listed in order, page by page', async () => {
  const opened = [await begin('list/b'), await begin('list/a'), await begin('other')]
  const list = async (options: object) =>
    (await use('GET', getSignedUrl(aws, new ListMultipartUploadsCommand({ Bucket: 'my-bucket', ...options })))).text()

  const all = await list({ Prefix: 'list/' })
  assert.match(all, /<IsTruncated>false<.*<Key>list\/a<.*<Key>list\/b</)
  assert.doesNotMatch(all, /<Key>other/)
  const first = await list({ Prefix: 'list/', MaxUploads: 1 })
  assert.match(first, /<NextKeyMarker>list\/a<.*<IsTruncated>true</)
  const [, UploadIdMarker] = /<NextUploadIdMarker>(\w+)</.exec(first) ?? []
  assert.match(await list({ Prefix: 'list/', KeyMarker: 'list/a', UploadIdMarker }), /<Upload><Key>list\/b</)
  for (const { abort } of opened) await abort()
})
