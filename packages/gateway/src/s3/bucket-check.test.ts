import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createBucketCheckStand, createUnsignedTarget, listable } from '../../test/samples/bucket-check-stand.ts'
import type { Access } from '../core/access.ts'
import { createBucketCheck } from './bucket-check.ts'

let stand: ReturnType<typeof createBucketCheckStand>

beforeEach(() => {
  stand = createBucketCheckStand()
})

const target = createUnsignedTarget()
const download: Access = { action: 'download', bucket: 'my-bucket', key: 'a.txt' }
const upload: Access = { ...download, action: 'upload' }

test('S3 is asked at the first use of a bucket, and after ten minutes in the background', async () => {
  assert.deepEqual(await stand.check.check(target, download), { region: undefined, warnings: [] })
  stand.now += 9 * 60_000
  assert.ok(!(stand.check.check(target, download) instanceof Promise), 'the request waits for the network again')
  assert.deepEqual(stand.asked, ['my-bucket'])
  stand.now += 2 * 60_000
  assert.ok(!(stand.check.check(target, download) instanceof Promise), 'the request waits for the network again')
  assert.deepEqual(stand.asked, ['my-bucket', 'my-bucket'])
})

test('many simultaneous first requests ask S3 once', async () => {
  await Promise.all(Array.from({ length: 50 }, () => stand.check.check(target, download)))
  assert.deepEqual(stand.asked, ['my-bucket'])
})

test('a missing bucket is refused, and S3 is asked again after 15 seconds', async () => {
  stand.bucketResult = { kind: 'missing' }
  assert.equal((await stand.check.check(target, download)).refusal?.code, 'bucket_not_found')
  assert.equal((await stand.check.check(target, download)).refusal?.code, 'bucket_not_found')
  assert.deepEqual(stand.asked, ['my-bucket'])
  stand.bucketResult = listable
  stand.now += 15_001
  assert.deepEqual(await stand.check.check(target, download), { region: undefined, warnings: [] })
})

test('when S3 refuses a credential, the refusal has S3’s error code', async () => {
  stand.bucketResult = { kind: 'refused', code: 'InvalidAccessKeyId' }
  const { refusal } = await stand.check.check(target, download)
  assert.equal(refusal?.code, 'credential_refused')
  assert.match(refusal?.message ?? '', /InvalidAccessKeyId/)
})

test('S3 is asked again for a credential that changed', async () => {
  stand.bucketResult = { kind: 'refused', code: 'SignatureDoesNotMatch' }
  assert.equal((await stand.check.check(target, download)).refusal?.code, 'credential_refused')
  stand.bucketResult = listable
  assert.deepEqual(await stand.check.check(createUnsignedTarget('v1.b'), download), { region: undefined, warnings: [] })
})

test('an answer to one credential says nothing about another credential', async () => {
  await stand.check.check(target, download)
  await stand.check.check(createUnsignedTarget('v1.a', 'cred_2'), download)
  assert.deepEqual(stand.asked, ['my-bucket', 'my-bucket'])
})

test('an upload to a bucket that may not be listed is signed with a warning', async () => {
  stand.bucketResult = { ...listable, isListable: false }
  const { warnings } = await stand.check.check(target, upload)
  assert.match(warnings.join(), /may not list the bucket/)
  assert.deepEqual(stand.asked, ['my-bucket'])
})

test('a download from a bucket that may not be listed depends on the object', async () => {
  stand.bucketResult = { ...listable, isListable: false }
  assert.deepEqual(await stand.check.check(target, download), { region: undefined, warnings: [] })
  stand.objectResult = { kind: 'denied' }
  assert.equal((await stand.check.check(target, { ...download, key: 'b.txt' })).refusal?.code, 'access_denied')
  stand.objectResult = { kind: 'absent' }
  const absent = await stand.check.check(target, { ...download, key: 'c.txt' })
  assert.match(absent.warnings.join(), /does not exist/)
  assert.deepEqual(stand.asked, ['my-bucket', 'my-bucket/a.txt', 'my-bucket/b.txt', 'my-bucket/c.txt'])
})

test('an access of a batch asks only about its bucket, even where the bucket may not be listed', async () => {
  stand.bucketResult = { ...listable, isListable: false }
  stand.objectResult = { kind: 'denied' }
  const one = { ...download, isBulk: true }
  for (const key of ['a.txt', 'b.txt']) {
    const { refusal, warnings } = await stand.check.check(target, { ...one, key })
    assert.equal(refusal, undefined)
    assert.match(warnings.join(), /may not list the bucket/)
  }
  assert.deepEqual(stand.asked, ['my-bucket'])
  assert.equal(
    (await stand.check.check(target, download)).refusal?.code,
    'access_denied',
    'outside a batch, S3 is asked about the object',
  )
})

test('pain 13: clock skew: the answer warns', async () => {
  stand.bucketResult = { ...listable, clockAheadMs: -120_000 }
  assert.match((await stand.check.check(target, download)).warnings.join(), /120 seconds behind/)
})

test('an answer from when the clock was ahead does not count for longer when the clock was set back', async () => {
  const rightTime = stand.now
  stand.now += 86_400_000
  stand.bucketResult = { kind: 'missing' }
  assert.equal((await stand.check.check(target, download)).refusal?.code, 'bucket_not_found')
  stand.bucketResult = listable
  stand.now = rightTime

  assert.deepEqual(await stand.check.check(target, download), { region: undefined, warnings: [] })
})

test('a bucket that was found while the clock was ahead is used, and S3 is asked again in the background', async () => {
  const rightTime = stand.now
  stand.now += 86_400_000
  await stand.check.check(target, download)
  stand.now = rightTime

  assert.ok(!(stand.check.check(target, download) instanceof Promise), 'the request waits for the network')
  assert.deepEqual(stand.asked, ['my-bucket', 'my-bucket'])
  await new Promise(setImmediate)
  stand.check.check(target, download)
  assert.equal(stand.asked.length, 2, 'S3 is asked about the bucket again and again')
})

test('look-ups are counted: a result in memory, fresh or stale, is a hit', async () => {
  const probe = { probeBucket: async () => listable, probeObject: () => assert.fail() }
  const counted = createBucketCheck(probe, stand.breakers, () => stand.now)

  await counted.check(target, download)
  await counted.check(target, download)
  stand.now += 11 * 60_000
  await counted.check(target, download)
  await counted.check(target, { ...download, bucket: 'other-bucket' })

  assert.deepEqual(counted.lookups, { hits: 2, misses: 2 })
})

test('requests that pay, and each version, are questions of their own; an object to delete is not read', async () => {
  stand.bucketResult = { ...listable, isListable: false }
  const payer: Access = { ...download, features: [{ parameter: 'request_payer', feature: 'request_payer' }] }
  const { warnings } = await stand.check.check(target, { ...download, action: 'delete' })
  assert.match(String(warnings), /whether it may delete could not be checked/)
  for (const access of [payer, { ...payer, versionId: '?v1' }, payer, download]) await stand.check.check(target, access)
  const asPayer = ['my-bucket as payer', 'my-bucket/a.txt as payer', 'my-bucket/a.txt?v1 as payer']
  assert.deepEqual(stand.asked, ['my-bucket', ...asPayer, 'my-bucket/a.txt'])
})
