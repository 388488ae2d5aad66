import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import {
  createBucketCheckStand,
  createUnsignedTarget,
  listable,
  outage,
} from '../../test/samples/bucket-check-stand.ts'
import type { Access } from '../core/access.ts'

// Tested through the bucket check, which asks the circuit breaker before it asks S3.

let stand: ReturnType<typeof createBucketCheckStand>

beforeEach(() => {
  stand = createBucketCheckStand()
})

const target = createUnsignedTarget()
const download: Access = { action: 'download', bucket: 'my-bucket', key: 'a.txt' }

test('S3 away: the first request is signed with a warning, the next ones do not ask', async () => {
  stand.bucketResult = outage
  const first = await stand.check.check(target, download)
  assert.match(first.warnings.join(), /could not be checked/)
  const second = stand.check.check(target, { ...download, bucket: 'other-bucket' })
  assert.ok(!(second instanceof Promise), 'the request waits for the network again')
  assert.match(second.warnings.join(), /could not be checked/)
  assert.deepEqual(stand.asked, ['my-bucket'])
})

test('S3 back: one try in the background closes the breaker', async () => {
  stand.bucketResult = outage
  await stand.check.check(target, download)
  stand.bucketResult = listable
  stand.now += 10_001
  assert.ok(!(stand.check.check(target, download) instanceof Promise), 'the request waits for the try')
  await new Promise(setImmediate)
  assert.deepEqual(await stand.check.check(target, download), { region: undefined, warnings: [] })
  assert.deepEqual(stand.asked, ['my-bucket', 'my-bucket'])
})

test('S3 away: the last known region is still used', async () => {
  stand.bucketResult = { ...listable, region: 'eu-central-1' }
  await stand.check.check(target, download)
  stand.bucketResult = outage
  stand.now += 11 * 60_000
  assert.equal((await stand.check.check(target, download)).region, 'eu-central-1')
  await new Promise(setImmediate)
  assert.equal((await stand.check.check(target, download)).region, 'eu-central-1')
})

test('an odd answer about one bucket does not stop questions about another', async () => {
  stand.bucketResult = { kind: 'unknown', reason: 'S3 answered 418', isOutage: false }
  await stand.check.check(target, download)
  stand.bucketResult = listable
  assert.deepEqual((await stand.check.check(target, { ...download, bucket: 'other-bucket' })).warnings, [])
  assert.match((await stand.check.check(target, download)).warnings.join(), /418/)
})

test('a circuit breaker that opened while the clock was ahead does not stay open when the clock was set back', async () => {
  const rightTime = stand.now
  stand.now += 86_400_000
  stand.bucketResult = outage
  await stand.check.check(target, download)
  stand.bucketResult = listable
  stand.now = rightTime + 10_001

  await stand.check.check(target, download)
  await new Promise(setImmediate)
  assert.deepEqual(await stand.check.check(target, download), { region: undefined, warnings: [] })
})

test('an endpoint counts as away from its outage, while it is tried, until it answers or is forgotten', async () => {
  const other = createUnsignedTarget('v1.b', 'cred_2')
  assert.equal(stand.breakers.countAway(), 0)
  stand.bucketResult = outage
  await stand.check.check(target, download)
  await stand.check.check(other, download)
  assert.equal(stand.breakers.countAway(), 2)

  stand.now += 15_000
  assert.equal(stand.breakers.countAway(), 2, 'even when it is time for a try')
  stand.bucketResult = listable
  stand.check.check(target, download)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(stand.breakers.countAway(), 1)
  stand.now += 60_000
  assert.equal(stand.breakers.countAway(), 0)
})
