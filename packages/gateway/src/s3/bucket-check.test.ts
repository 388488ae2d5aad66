import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Access } from '../core/access.ts'
import type { Credential } from '../core/model.ts'
import { type BucketCheck, createBucketCheck } from './bucket-check.ts'
import type { BucketProbeResult, ObjectProbeResult } from './bucket-probe.ts'
import { type CircuitBreakers, createCircuitBreakers } from './circuit-breaker.ts'
import type { HeadObjectParams } from './requests/head-object.ts'
import type { S3Target } from './s3-caller.ts'

const listable: BucketProbeResult = { kind: 'exists', region: undefined, isListable: true, clockAheadMs: 0 }
const outage: BucketProbeResult & ObjectProbeResult = {
  kind: 'unknown',
  reason: 'S3 cannot be reached',
  isOutage: true,
}
const download: Access = { action: 'download', bucket: 'my-bucket', key: 'a.txt' }
const upload: Access = { ...download, action: 'upload' }

let now: number
let asked: string[]
let bucketResult: BucketProbeResult
let objectResult: ObjectProbeResult
let breakers: CircuitBreakers
let check: BucketCheck

beforeEach(() => {
  now = 1_000_000
  asked = []
  bucketResult = listable
  objectResult = { kind: 'readable' }
  const probe = {
    async probeBucket(target: S3Target, bucket: string, paysRequest?: boolean) {
      asked.push(bucket + (paysRequest === true ? ' as payer' : ''))
      tellBreaker(target, bucketResult)
      return bucketResult
    },
    async probeObject(target: S3Target, { bucket, key, versionId = '', paysRequest }: HeadObjectParams) {
      asked.push(`${bucket}/${key}${versionId}${paysRequest === true ? ' as payer' : ''}`)
      tellBreaker(target, objectResult)
      return objectResult
    },
  }
  const clock = () => now
  breakers = createCircuitBreakers(clock)
  check = createBucketCheck(probe, breakers, clock)
})

/** As the caller below the probe does. */
function tellBreaker({ credential }: S3Target, result: BucketProbeResult | ObjectProbeResult): void {
  if (result.kind === 'unknown' && result.isOutage) breakers.of(credential).fail()
  else breakers.of(credential).succeed()
}

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
  bucketResult = { kind: 'missing' }
  assert.equal((await check.check(target, download)).refusal?.code, 'bucket_not_found')
  assert.equal((await check.check(target, download)).refusal?.code, 'bucket_not_found')
  assert.deepEqual(asked, ['my-bucket'])
  bucketResult = listable
  now += 15_001
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
})

test('a refused credential is refused with S3’s word for it', async () => {
  bucketResult = { kind: 'refused', code: 'InvalidAccessKeyId' }
  const { refusal } = await check.check(target, download)
  assert.equal(refusal?.code, 'credential_refused')
  assert.match(refusal?.message ?? '', /InvalidAccessKeyId/)
})

test('a credential that changed is asked for anew', async () => {
  bucketResult = { kind: 'refused', code: 'SignatureDoesNotMatch' }
  assert.equal((await check.check(target, download)).refusal?.code, 'credential_refused')
  bucketResult = listable
  assert.deepEqual(await check.check(createTarget('v1.b'), download), { region: undefined, warnings: [] })
})

test('what one credential was told says nothing of another one', async () => {
  await check.check(target, download)
  await check.check(createTarget('v1.a', 'cred_2'), download)
  assert.deepEqual(asked, ['my-bucket', 'my-bucket'])
})

test('an upload to a bucket that may not be listed is signed with a warning', async () => {
  bucketResult = { ...listable, isListable: false }
  const { warnings } = await check.check(target, upload)
  assert.match(warnings.join(), /may not list the bucket/)
  assert.deepEqual(asked, ['my-bucket'])
})

test('a download from a bucket that may not be listed depends on the object', async () => {
  bucketResult = { ...listable, isListable: false }
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
  objectResult = { kind: 'denied' }
  assert.equal((await check.check(target, { ...download, key: 'b.txt' })).refusal?.code, 'access_denied')
  objectResult = { kind: 'absent' }
  const absent = await check.check(target, { ...download, key: 'c.txt' })
  assert.match(absent.warnings.join(), /does not exist/)
  assert.deepEqual(asked, ['my-bucket', 'my-bucket/a.txt', 'my-bucket/b.txt', 'my-bucket/c.txt'])
})

test('S3 away: the first request is signed with a warning, the next ones do not ask', async () => {
  bucketResult = outage
  const first = await check.check(target, download)
  assert.match(first.warnings.join(), /could not be checked/)
  const second = check.check(target, { ...download, bucket: 'other-bucket' })
  assert.ok(!(second instanceof Promise), 'the network is waited for again')
  assert.match(second.warnings.join(), /could not be checked/)
  assert.deepEqual(asked, ['my-bucket'])
})

test('S3 back: one try behind an answer closes the breaker', async () => {
  bucketResult = outage
  await check.check(target, download)
  bucketResult = listable
  now += 10_001
  assert.ok(!(check.check(target, download) instanceof Promise), 'the try is waited for')
  await new Promise(setImmediate)
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
  assert.deepEqual(asked, ['my-bucket', 'my-bucket'])
})

test('S3 away: a region that was known stays known', async () => {
  bucketResult = { ...listable, region: 'eu-central-1' }
  await check.check(target, download)
  bucketResult = outage
  now += 11 * 60_000
  assert.equal((await check.check(target, download)).region, 'eu-central-1')
  await new Promise(setImmediate)
  assert.equal((await check.check(target, download)).region, 'eu-central-1')
})

test('an odd answer about one bucket keeps nobody from asking about another', async () => {
  bucketResult = { kind: 'unknown', reason: 'S3 answered 418', isOutage: false }
  await check.check(target, download)
  bucketResult = listable
  assert.deepEqual((await check.check(target, { ...download, bucket: 'other-bucket' })).warnings, [])
  assert.match((await check.check(target, download)).warnings.join(), /418/)
})

test('pain 13: clock skew: the answer warns', async () => {
  bucketResult = { ...listable, clockAheadMs: -120_000 }
  assert.match((await check.check(target, download)).warnings.join(), /120 seconds behind/)
})

test('what S3 said while the clock was ahead does not count for longer when the clock was set back', async () => {
  const rightTime = now
  now += 86_400_000
  bucketResult = { kind: 'missing' }
  assert.equal((await check.check(target, download)).refusal?.code, 'bucket_not_found')
  bucketResult = listable
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
  bucketResult = outage
  await check.check(target, download)
  bucketResult = listable
  now = rightTime + 10_001

  await check.check(target, download)
  await new Promise(setImmediate)
  assert.deepEqual(await check.check(target, download), { region: undefined, warnings: [] })
})

test('an endpoint counts as away from its outage on, while it is tried, and until it answers or is forgotten', async () => {
  const other = createTarget('v1.b', 'cred_2')
  assert.equal(breakers.countAway(), 0)
  bucketResult = outage
  await check.check(target, download)
  await check.check(other, download)
  assert.equal(breakers.countAway(), 2)

  now += 15_000
  assert.equal(breakers.countAway(), 2, 'also when it is time for a try')
  bucketResult = listable
  check.check(target, download)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(breakers.countAway(), 1)
  now += 60_000
  assert.equal(breakers.countAway(), 0)
})

test('look-ups are counted: what is in memory, fresh or not, is a hit', async () => {
  const probe = { probeBucket: async () => listable, probeObject: () => assert.fail() }
  const counted = createBucketCheck(probe, breakers, () => now)

  await counted.check(target, download)
  await counted.check(target, download)
  now += 11 * 60_000
  await counted.check(target, download)
  await counted.check(target, { ...download, bucket: 'other-bucket' })

  assert.deepEqual(counted.lookups, { hits: 2, misses: 2 })
})

test('who pays, and each version, is asked for by itself; nothing is read that is to be deleted', async () => {
  bucketResult = { ...listable, isListable: false }
  const payer: Access = { ...download, features: [{ parameter: 'request_payer', feature: 'request_payer' }] }
  const { warnings } = await check.check(target, { ...download, action: 'delete' })
  assert.match(String(warnings), /whether it may delete could not be checked/)
  for (const access of [payer, { ...payer, versionId: '?v1' }, payer, download]) await check.check(target, access)
  const asPayer = ['my-bucket as payer', 'my-bucket/a.txt as payer', 'my-bucket/a.txt?v1 as payer']
  assert.deepEqual(asked, ['my-bucket', ...asPayer, 'my-bucket/a.txt'])
})
