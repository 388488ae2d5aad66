import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import { createBucketProbe } from '../../src/s3/bucket-probe.ts'
import { createCircuitBreakers } from '../../src/s3/circuit-breaker.ts'
import { headObject } from '../../src/s3/requests/head-object.ts'
import { listObjectsV2 } from '../../src/s3/requests/list-objects-v2.ts'
import type { S3Target } from '../../src/s3/s3-caller.ts'
import { createS3Caller } from '../../src/s3/s3-caller.ts'
import { createS3Client } from '../../src/s3/s3-client.ts'
import { startS3Server } from '../../src/sandbox/s3-server.ts'
import { firstKeyPair, s3KeyPairs } from '../samples/s3-key-pairs.ts'
import { createTarget } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** In the order of their bytes, as S3 lists them. */
const keys = ['100%.csv', 'a & <b>\'".txt', 'a b.txt', 'a%20b.txt', 'a+b.txt', 'dir one/x', 'dir one/y', '한글/x.txt']

const bucket = 'my-bucket'
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const s3 = stack.adopt(await startS3Server({ directory: dir.path, port: 0, keyPairs: s3KeyPairs }), (server) =>
  server.close(),
)
const client = stack.adopt(createS3Client({ allowPrivate: false }), (opened) => opened.close())
const caller = createS3Caller(client, createCircuitBreakers(Date.now))
const presigner = createPresigner({ credentials: firstKeyPair, region: 'us-east-1', endpoint: s3.endpoint })
const target: S3Target = { ...createTarget(s3.endpoint), probePresigner: () => presigner }

for (const key of keys) {
  const signedAt = Date.now()
  const { url } = presigner.presign({ method: 'PUT', bucket, key, expiresInSeconds: 60, signedAt })
  const { status } = await fetch(url, { method: 'PUT', body: key, headers: { 'content-type': 'text/csv' } })
  assert.equal(status, 200)
}

test('a listing returns every key as it was written', async () => {
  const { objects, isTruncated } = await caller.call(target, listObjectsV2({ bucket }), { now: Date.now() })
  assert.deepEqual(
    objects.map(({ key }) => key),
    keys,
  )
  assert.equal(isTruncated, false)
})

test('a long listing comes page by page, and each prefix counts as an entry', async () => {
  const pages = []
  let continuationToken: string | undefined
  do {
    const next = continuationToken === undefined ? {} : { continuationToken }
    const page = await caller.call(target, listObjectsV2({ bucket, limit: 2, delimiter: '/', ...next }), {
      now: Date.now(),
    })
    pages.push([...page.objects.map(({ key }) => key), ...page.prefixes])
    continuationToken = page.nextContinuationToken
  } while (continuationToken !== undefined)

  assert.deepEqual(pages, [keys.slice(0, 2), keys.slice(2, 4), [keys[4], 'dir one/'], ['한글/']])
})

test('the probe, which asks for one object, finds a bucket of several objects listable', async () => {
  const { isListable } = (await createBucketProbe(caller, Date.now).probeBucket(target, bucket)) as {
    isListable: boolean
  }
  assert.equal(isListable, true)
})

test('a delimiter groups keys into prefixes, and a prefix selects its keys', async () => {
  const top = await caller.call(target, listObjectsV2({ bucket, delimiter: '/' }), { now: Date.now() })
  assert.deepEqual(top.prefixes, ['dir one/', '한글/'])
  const inner = await caller.call(target, listObjectsV2({ bucket, prefix: 'dir one/' }), { now: Date.now() })
  assert.deepEqual(
    inner.objects.map(({ key }) => key),
    ['dir one/x', 'dir one/y'],
  )
})

test('HEAD of an object returns its size, type and ETag', async () => {
  for (const key of keys) {
    const { sizeBytes, contentType, etag } = await caller.call(target, headObject({ bucket, key }), { now: Date.now() })
    const digest = createHash('md5').update(key).digest('hex')
    assert.deepEqual(
      { sizeBytes, contentType, etag },
      { sizeBytes: Buffer.byteLength(key), contentType: 'text/csv', etag: `"${digest}"` },
    )
  }
})

test('a missing bucket or object is an error, with S3’s code if the answer has a body', async () => {
  await assert.rejects(caller.call(target, listObjectsV2({ bucket: 'no-such-bucket' }), { now: Date.now() }), {
    status: 404,
    code: 'NoSuchBucket',
  })
  await assert.rejects(caller.call(target, headObject({ bucket, key: 'no-such-key' }), { now: Date.now() }), {
    status: 404,
    code: undefined,
  })
})
