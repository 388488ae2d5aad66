import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createLookupCounters } from '../core/counters.ts'
import type { Credential } from '../core/model.ts'
import { type BucketCheck, createBucketCheck } from './bucket-check.ts'
import type { BucketProbeResult, ObjectProbeResult } from './bucket-probe.ts'
import type { S3Object, S3Target } from './s3-target.ts'

const listable: BucketProbeResult = { kind: 'exists', region: undefined, isListable: true, clockAheadMs: 0 }
const outage: BucketProbeResult & ObjectProbeResult = {
  kind: 'unknown',
  reason: 'S3 cannot be reached',
  isOutage: true,
}
const download: S3Object = { action: 'download', bucket: 'my-bucket', key: 'a.txt' }
const upload: S3Object = { ...download, action: 'upload' }

let now: number
let asked: string[]
let bucketFinding: BucketProbeResult
let objectFinding: ObjectProbeResult
let check: BucketCheck

beforeEach(() => {
  now = 1_000_000
  asked = []
  bucketFinding = listable
  objectFinding = { kind: 'readable' }
  const probe = {
    async probeBucket(_target: S3Target, bucket: string) {
      asked.push(bucket)
      return bucketFinding
    },
    async probeObject(_target: S3Target, bucket: string, key: string) {
      asked.push(`${bucket}/${key}`)
      return objectFinding
    },
  }
  check = createBucketCheck(probe, () => now)
})

function createTarget(sealedSecret = 'v1.a', id = 'cred_1'): S3Target {
  return {
    credential: { id, sealedSecret } as Credential,
    probePresigner: () => assert.fail('the check signs nothing itself'),
  }
}

const target = createTarget()

test('S3 is asked at the first use of a bucket, and after ten minutes behind the answer', async () => {
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
  now += 9 * 60_000
  assert.ok(!(check.check(target, download) instanceof Promise), 'the network is waited for again')
  assert.deepEqual(asked, ['my-bucket'])
  now += 2 * 60_000
  assert.ok(!(check.check(target, download) instanceof Promise), 'the network is waited for again')
  assert.deepEqual(asked, ['my-bucket', 'my-bucket'])
})

test('many first requests at once ask once', async () => {
  await Promise.all(Array.from({ length: 50 }, () => check.check(target, download)))
  assert.deepEqual(asked, ['my-bucket'])
})

test('a missing bucket is refused, and asked for again after 15 seconds', async () => {
  bucketFinding = { kind: 'missing' }
  await assert.rejects(async () => check.check(target, download), { code: 'bucket_not_found' })
  await assert.rejects(async () => check.check(target, download), { code: 'bucket_not_found' })
  assert.deepEqual(asked, ['my-bucket'])
  bucketFinding = listable
  now += 15_001
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
})

test('a refused credential is refused with S3’s word for it', async () => {
  bucketFinding = { kind: 'refused', code: 'InvalidAccessKeyId' }
  await assert.rejects(async () => check.check(target, download), {
    code: 'credential_refused',
    message: /InvalidAccessKeyId/,
  })
})

test('a credential that changed is asked for anew', async () => {
  bucketFinding = { kind: 'refused', code: 'SignatureDoesNotMatch' }
  await assert.rejects(async () => check.check(target, download))
  bucketFinding = listable
  assert.deepEqual(await check.check(createTarget('v1.b'), download), { region: undefined, warnings: [] })
})

test('what one credential was told says nothing of another one', async () => {
  await check.check(target, download)
  await check.check(createTarget('v1.a', 'cred_2'), download)
  assert.deepEqual(asked, ['my-bucket', 'my-bucket'])
})

test('an upload to a bucket that may not be listed is signed with a warning', async () => {
  bucketFinding = { ...listable, isListable: false }
  const { warnings } = await check.check(target, upload)
  assert.match(warnings.join(), /may not list the bucket/)
  assert.deepEqual(asked, ['my-bucket'])
})

test('a download from a bucket that may not be listed depends on the object', async () => {
  bucketFinding = { ...listable, isListable: false }
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
  objectFinding = { kind: 'denied' }
  await assert.rejects(async () => check.check(target, { ...download, key: 'b.txt' }), { code: 'access_denied' })
  objectFinding = { kind: 'absent' }
  const absent = await check.check(target, { ...download, key: 'c.txt' })
  assert.match(absent.warnings.join(), /does not exist/)
  assert.deepEqual(asked, ['my-bucket', 'my-bucket/a.txt', 'my-bucket/b.txt', 'my-bucket/c.txt'])
})

test('S3 away: the first request is signed with a warning, the next ones do not ask', async () => {
  bucketFinding = outage
  const first = await check.check(target, download)
  assert.match(first.warnings.join(), /could not be checked/)
  const second = check.check(target, { ...download, bucket: 'other-bucket' })
  assert.ok(!(second instanceof Promise), 'the network is waited for again')
  assert.match(second.warnings.join(), /could not be checked/)
  assert.deepEqual(asked, ['my-bucket'])
})

test('S3 back: one try behind an answer closes the breaker', async () => {
  bucketFinding = outage
  await check.check(target, download)
  bucketFinding = listable
  now += 10_001
  assert.ok(!(check.check(target, download) instanceof Promise), 'the try is waited for')
  await new Promise(setImmediate)
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
  assert.deepEqual(asked, ['my-bucket', 'my-bucket'])
})

test('S3 away: a region that was known stays known', async () => {
  bucketFinding = { ...listable, region: 'eu-central-1' }
  await check.check(target, download)
  bucketFinding = outage
  now += 11 * 60_000
  assert.equal((await check.check(target, download)).region, 'eu-central-1')
  await new Promise(setImmediate)
  assert.equal((await check.check(target, download)).region, 'eu-central-1')
})

test('an odd answer about one bucket keeps nobody from asking about another', async () => {
  bucketFinding = { kind: 'unknown', reason: 'S3 answered 418', isOutage: false }
  await check.check(target, download)
  bucketFinding = listable
  assert.deepEqual((await check.check(target, { ...download, bucket: 'other-bucket' })).warnings, [])
  assert.match((await check.check(target, download)).warnings.join(), /418/)
})

test('clock skew: the answer warns', async () => {
  bucketFinding = { ...listable, clockAheadMs: -120_000 }
  assert.match((await check.check(target, download)).warnings.join(), /120 seconds behind/)
})

test('what S3 said while the clock was ahead does not count for longer when the clock was set back', async () => {
  const rightTime = now
  now += 86_400_000
  bucketFinding = { kind: 'missing' }
  await assert.rejects(async () => check.check(target, download), { code: 'bucket_not_found' })
  bucketFinding = listable
  now = rightTime

  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
})

test('a bucket that was found while the clock was ahead is used, and asked for again behind the answer', async () => {
  const rightTime = now
  now += 86_400_000
  await check.check(target, download)
  now = rightTime

  assert.ok(!(check.check(target, download) instanceof Promise), 'the network is waited for')
  assert.deepEqual(asked, ['my-bucket', 'my-bucket'])
  await new Promise(setImmediate)
  check.check(target, download)
  assert.equal(asked.length, 2, 'the bucket is asked for again and again')
})

test('a circuit breaker that opened while the clock was ahead does not stay open when the clock was set back', async () => {
  const rightTime = now
  now += 86_400_000
  bucketFinding = outage
  await check.check(target, download)
  bucketFinding = listable
  now = rightTime + 10_001

  await check.check(target, download)
  await new Promise(setImmediate)
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
})

test('an endpoint counts as away from its outage on, while it is tried, and until it answers or is forgotten', async () => {
  const other = createTarget('v1.b', 'cred_2')
  assert.equal(check.countAway(), 0)
  bucketFinding = outage
  await check.check(target, download)
  await check.check(other, download)
  assert.equal(check.countAway(), 2)

  now += 15_000
  assert.equal(check.countAway(), 2, 'also when it is time for a try')
  bucketFinding = listable
  check.check(target, download)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(check.countAway(), 1)
  now += 60_000
  assert.equal(check.countAway(), 0)
})

test('look-ups are counted: what is in memory, fresh or not, is a hit', async () => {
  const lookups = createLookupCounters()
  const probe = { probeBucket: async () => listable, probeObject: () => assert.fail() }
  const counted = createBucketCheck(probe, () => now, lookups)

  await counted.check(target, download)
  await counted.check(target, download)
  now += 11 * 60_000
  await counted.check(target, download)
  await counted.check(target, { ...download, bucket: 'other-bucket' })

  assert.deepEqual(lookups, { hits: 2, misses: 2 })
})
