import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createS3Response } from '../../test/samples/s3-response.ts'
import { createTarget } from '../../test/servers/scripted-s3.ts'
import { type CircuitBreakers, createCircuitBreakers } from './circuit-breaker.ts'
import { createMultipartUpload } from './requests/create-multipart-upload.ts'
import { headObject } from './requests/head-object.ts'
import { listObjectsV2 } from './requests/list-objects-v2.ts'
import { createS3Caller, type S3Caller } from './s3-caller.ts'
import type { SignedS3Request } from './s3-client.ts'
import { S3Unreachable } from './s3-error.ts'
import type { S3Response } from './s3-request.ts'

const listed = createS3Response('<ListBucketResult/>')
const busy = createS3Response('<Error><Code>SlowDown</Code></Error>', { status: 503 })
const denied = createS3Response('<Error><Code>AccessDenied</Code></Error>', { status: 403 })

const target = createTarget('https://s3.example.com')
const listing = listObjectsV2({ bucket: 'my-bucket', limit: 1 })
const object = headObject({ bucket: 'my-bucket', key: 'a b.txt', versionId: 'v1' })

let now: number
let sent: SignedS3Request[]
let response: S3Response | Error
let breakers: CircuitBreakers
let caller: S3Caller

beforeEach(() => {
  now = Date.UTC(2013, 4, 24)
  sent = []
  response = listed
  breakers = createCircuitBreakers(() => now)
  const client = {
    async send(request: SignedS3Request) {
      sent.push(request)
      if (response instanceof Error) throw response
      return response
    },
    close: async () => {},
  }
  caller = createS3Caller(client, breakers)
})

test('the target’s presigner signs a call, for the region and the time that are passed', async () => {
  await caller.call(target, listing, { now, region: 'eu-west-3' })
  await caller.call(target, object, { now })
  const presigned = { bucket: 'my-bucket', signedAt: now, expiresInSeconds: 300 }
  const { presign } = target.probePresigner()
  assert.deepEqual(
    sent.map(({ method, url, timeoutMs }) => ({ method, url, timeoutMs })),
    [
      presign({ ...presigned, method: 'GET', region: 'eu-west-3', query: listing.query ?? {} }),
      presign({ ...presigned, method: 'HEAD', key: 'a b.txt', query: { versionId: 'v1' } }),
    ].map(({ method, url }) => ({ method, url, timeoutMs: 2000 })),
  )
})

test('an ACL is signed where the store expects it', async () => {
  const begun = createMultipartUpload({ bucket: 'my-bucket', key: 'a', acl: 'public-read' })
  for (const aclPlacement of ['query', 'header'] as const) {
    await caller.call(createTarget('https://s3.example.com', { aclPlacement }), begun, { now }).catch(() => {})
  }
  assert.deepEqual(
    sent.map(({ url, headers }) => [new URL(url).searchParams.get('x-amz-acl'), headers?.['x-amz-acl']]),
    [
      ['public-read', undefined],
      [null, 'public-read'],
    ],
  )
})

for (const [name, outage, kind] of [
  ['says that it is busy', busy, 'S3Error'],
  ['does not answer', new S3Unreachable(), 'S3Unreachable'],
] as const) {
  test(`when S3 ${name}, no call of that credential asks it for a while, and then it is tried again`, async () => {
    response = outage
    await assert.rejects(caller.call(target, listing, { now }), { name: kind })
    await assert.rejects(caller.call(target, object, { now }), {
      message: 'S3 could not be reached a moment ago',
    })
    assert.equal(sent.length, 1)
    assert.equal(breakers.countAway(), 1)

    response = listed
    await caller.call(createTarget('https://s3.example.com', { id: 'cred_2' }), listing, { now })
    await caller.call(createTarget('https://s3.example.com', { sealedSecret: 'v1.second' }), listing, { now })
    assert.equal(breakers.countAway(), 0, 'the credential was stored again')
  })
}

test('a pause ends with the first answer', async () => {
  response = busy
  await assert.rejects(caller.call(target, listing, { now }), { status: 503 })
  now += 10_001
  response = denied
  await assert.rejects(caller.call(target, listing, { now }), { code: 'AccessDenied' })
  assert.equal(breakers.countAway(), 0)
})

test('neither an error that is not an outage nor a fault of ours opens the circuit breaker', async () => {
  response = denied
  await assert.rejects(caller.call(target, listing, { now }), { code: 'AccessDenied' })
  response = new Error('ours')
  await assert.rejects(caller.call(target, listing, { now }), { message: 'ours' })
  assert.equal(breakers.of(target.credential).state(), 'closed')
  assert.equal(sent.length, 2)
})
