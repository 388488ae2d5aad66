import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createPresigner, type Presigner } from '@signpost/presign'
import { startS3Server } from '../../src/sandbox/s3-server.ts'
import { firstKeyPair, s3KeyPairs } from '../samples/s3-key-pairs.ts'
import { type CredentialFields, createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** In the order of their bytes, as S3 lists them. */
const keys = ['100%.csv', 'a & <b>\'".txt', 'a b.txt', 'a%20b.txt', 'a+b.txt', 'a//b', 'dir/x', 'dir/y', '한글/x.txt']

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const dataDir = join(dir.path, 'data')
const options = { directory: join(dir.path, 's3'), port: 0, keyPairs: s3KeyPairs }
const s3 = stack.adopt(await startS3Server(options), (server) => server.close())
const { accessKeyId, secretAccessKey: secret } = firstKeyPair
const region = 'us-east-1'
const sandbox = { accessKeyId, secret, region, endpoint: s3.endpoint }
const stores: { readonly title: string; readonly bucket: string; readonly store: CredentialFields }[] = [
  { title: 'the sandbox', bucket: 'my-bucket', store: sandbox },
]
if (skipWithoutCeph === false) {
  const ceph = stack.use(await startCeph())
  await ceph.createBucket('ceph-bucket')
  await ceph.createBucket('alices-bucket')
  const { endpoint } = ceph
  stores.push({ title: 'Ceph', bucket: 'ceph-bucket', store: { ...cephUsers.alice, preset: 'ceph', endpoint } })
  await storeCredential('alices-bucket', { dataDir }, { ...cephUsers.bob, preset: 'ceph', endpoint })
}
for (const { bucket, store } of stores) await storeCredential(bucket, { dataDir }, store)
const allow = ['upload:*', 'download:*', 'list:*', 'delete:*']
const token = await createToken({ dataDir }, { name: 'all', allow })
const gateway = stack.use(await startGateway({ dataDir }))

interface Answer {
  readonly status: number
  readonly data: Readonly<Record<string, unknown>>
  readonly error: { readonly code: string; readonly message: string } | undefined
}

async function ask(
  method: string,
  path: string,
  params: Readonly<Record<string, string>>,
  sent = token,
): Promise<Answer> {
  const url = `${gateway.report.url}/awss3/${path}?${new URLSearchParams(params).toString().replaceAll('+', '%20')}`
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${sent}` } })
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) }
}

for (const { title, bucket, store } of stores) {
  const { accessKeyId: id = '', secret: key = '', endpoint = '' } = store
  const credentials = { accessKeyId: id, secretAccessKey: key }
  const presigner: Presigner = createPresigner({ credentials, region, endpoint })

  async function put(name: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const place = { method: 'PUT', bucket, key: name, expiresInSeconds: 60, signedAt: Date.now() } as const
    const { url } = presigner.presign({ ...place, headers })
    assert.equal((await fetch(url, { method: 'PUT', body: name, headers })).status, 200)
  }

  describe(title, () => {
    test('an object is found as soon as it is uploaded, and no longer once it is deleted', async () => {
      const object = { bucket, key_name: 'later/ä b.txt' }
      const before = await ask('GET', 'object', object)
      assert.deepEqual([before.status, before.error?.code], [404, 'object_not_found'])

      await put(object.key_name, { 'content-type': 'text/plain', 'x-amz-meta-author': 'ada' })

      const { status, data } = await ask('GET', 'object', object)
      const { lastModified, ...rest } = data
      assert.equal(status, 200)
      assert.match(String(lastModified), /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      assert.deepEqual(rest, {
        bucket,
        key: object.key_name,
        size: Buffer.byteLength(object.key_name),
        contentType: 'text/plain',
        etag: `"${createHash('md5').update(object.key_name).digest('hex')}"`,
        metadata: { author: 'ada' },
      })

      for (let times = 0; times < 2; times++) {
        const deleted = await ask('DELETE', 'object', object)
        assert.deepEqual([deleted.status, deleted.data], [200, { bucket, key: object.key_name }])
      }
      assert.equal((await ask('GET', 'object', object)).status, 404)
    })

    test('a listing returns all keys page by page, and each key can be signed unchanged', async () => {
      for (const name of keys) await put(name)
      const listed: string[] = []
      let cursor: string | undefined
      do {
        const params = { bucket, limit: '2', ...(cursor === undefined ? {} : { cursor }) }
        const { data } = await ask('GET', 'objects', params)
        listed.push(...(data.objects as { key: string }[]).map((object) => object.key))
        cursor = data.nextCursor as string | undefined
      } while (cursor !== undefined)
      assert.deepEqual(listed, keys)

      for (const name of listed) {
        const { data } = await ask('GET', 'signed-url', { bucket, key_name: name })
        assert.equal(await (await fetch(String(data.signedUrl))).text(), name)
      }
      const top = await ask('GET', 'objects', { bucket, delimiter: '/' })
      assert.deepEqual(top.data.prefixes, ['a/', 'dir/', '한글/'])
      const inner = await ask('GET', 'objects', { bucket, prefix: 'dir/', delimiter: '/' })
      assert.deepEqual(
        (inner.data.objects as { key: string }[]).map((object) => object.key),
        ['dir/x', 'dir/y'],
      )
      const changed = await ask('GET', 'objects', { bucket, cursor: 'AAAAAAAAAAAAAAAA' })
      assert.deepEqual([changed.status, changed.error?.code], [400, 'invalid_request'])
    })

    test('a token for one prefix sees nothing else', async () => {
      const rules = [`list:${bucket}/dir/*`, `upload:${bucket}/dir/*`]
      const narrow = await createToken({ dataDir }, { name: `narrow-${bucket}`, allow: rules })
      assert.equal((await ask('GET', 'objects', { bucket, prefix: 'dir/' }, narrow)).status, 200)
      for (const params of [{ bucket }, { bucket, prefix: 'dir' }, { bucket, prefix: '한글/' }]) {
        const { status, error } = await ask('GET', 'objects', params, narrow)
        assert.equal(status, 403)
        assert.match(error?.message ?? '', /only with a `prefix` that begins with dir\//)
      }
      const own = await ask('GET', 'object', { bucket, key_name: 'dir/x' }, narrow)
      assert.deepEqual(Object.keys(own.data).toSorted(), ['bucket', 'etag', 'key', 'lastModified', 'size'])
      assert.equal((await ask('GET', 'object', { bucket, key_name: 'a b.txt' }, narrow)).status, 403)
      assert.equal((await ask('DELETE', 'object', { bucket, key_name: 'dir/x' }, narrow)).status, 403)
    })

    test('a missing bucket gets bucket_not_found, not object_not_found', async () => {
      for (const [method, path] of [
        ['GET', 'object'],
        ['GET', 'objects'],
        ['DELETE', 'object'],
      ] as const) {
        const params = { bucket: `${bucket}-missing`, ...(path === 'object' ? { key_name: 'a' } : {}) }
        const { status, error } = await ask(method, path, params)
        assert.deepEqual([status, error?.code], [404, 'bucket_not_found'])
      }
    })
  })
}

test('403 for a key that does not exist → if the credential may not list, the error says that the object may not exist', {
  skip: skipWithoutCeph,
}, async () => {
  const object = { bucket: 'alices-bucket', key_name: 'secret.txt' }
  const { status, error } = await ask('GET', 'object', object)
  assert.deepEqual([status, error?.code], [403, 'access_denied'])
  assert.match(error?.message ?? '', /or there is no such object/)
  for (const [method, path, params] of [
    ['GET', 'objects', { bucket: object.bucket }],
    ['DELETE', 'object', object],
  ] as const) {
    const denied = await ask(method, path, params)
    assert.deepEqual([denied.status, denied.error?.code], [403, 'access_denied'])
  }
})

test('a path refuses other methods with 405, and lists its own in Allow', async () => {
  for (const [method, path, allow] of [
    ['POST', 'object', 'GET, DELETE'],
    ['PUT', 'object', 'GET, DELETE'],
    ['DELETE', 'objects', 'GET'],
  ] as const) {
    const response = await fetch(`${gateway.report.url}/awss3/${path}`, { method })
    assert.equal(response.status, 405)
    assert.deepEqual(
      response.headers
        .get('allow')
        ?.split(', ')
        .filter((one) => one !== 'HEAD')
        .join(', '),
      allow,
    )
  }
})
