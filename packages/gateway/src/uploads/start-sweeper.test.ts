import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { silentLogger } from '../../test/samples/audit-repository-stub.ts'
import { createMemoryUploads, type MemoryUploads } from '../../test/samples/memory-uploads.ts'
import { sampleCredential, sampleTime, sampleUpload } from '../../test/samples/samples.ts'
import type { Clock } from '../core/clock.ts'
import { startSweeper } from './start-sweeper.ts'

const pace = { firstMs: 1, lookMs: 2, everyMs: 3_600_000 }
const weekMs = 7 * 86_400_000

/** Starts a node with an upload repository, and with a store that aborts every upload. */
function startNode(uploads: MemoryUploads, clock: Clock) {
  const fail = () => assert.fail('signed')
  const credential = sampleCredential({ id: 'cred_1', isDefault: true })
  return startSweeper({
    uploads,
    credentials: {
      forAccount: async () => [{ credential, presigner: fail, probePresigner: fail, signatureCheck: fail }],
      renewed: fail,
    },
    s3: { call: async () => undefined as never },
    logger: silentLogger,
    days: 7,
    clock,
    pace,
  })
}

test('only one of several nodes sweeps, and the next sweep is an hour later', async () => {
  const uploads = createMemoryUploads(sampleUpload({ state: 'open', uploadId: 'a' }))
  let now = sampleTime + weekMs + 1
  const nodes = [1, 2, 3].map(() => startNode(uploads, () => now))
  const sum = () => nodes.reduce((total, { counters }) => total + counters.aborted, 0)
  while (!nodes.some(({ counters }) => counters.sweptAt > 0)) await wait(2)
  await uploads.insert(sampleUpload({ state: 'open', uploadId: 'b' }))
  for (let look = 0; look < 5; look++) await wait(4)
  assert.deepEqual([sum(), uploads.rows.size], [1, 1])
  assert.equal(nodes.filter(({ counters }) => counters.sweptAt > 0).length, 1)

  now += 3_600_000 - 1
  for (let look = 0; look < 3; look++) await wait(4)
  assert.equal(sum(), 1)
  now += 1
  while (sum() < 2) await wait(2)
  await Promise.all(nodes.map((node) => node.end()))
  assert.equal(uploads.rows.size, 0)
})

test('after a clock jumped ahead, nothing is aborted until the next check finds it unchanged', async () => {
  const uploads = createMemoryUploads(sampleUpload({ state: 'open', uploadId: 'a' }))
  const claims: number[] = []
  const watched = {
    ...uploads,
    claimSweep: async (now: number) => {
      claims.push(now)
      return false
    },
  }
  // The start and the first check read the right time; then the clock is a week ahead.
  const right = [sampleTime, sampleTime]
  const ahead = sampleTime + weekMs + 1
  const node = startNode(watched, () => right.shift() ?? ahead)
  while (claims.length < 2) await wait(2)
  await node.end()
  assert.deepEqual(claims.slice(0, 2), [sampleTime, ahead])
  assert.equal(right.length, 0)
})

test('end() waits for the check in progress, and no other check begins', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  let claims = 0
  const uploads = {
    ...createMemoryUploads(),
    claimSweep() {
      claims++
      return promise
    },
  }
  const node = startNode(uploads, () => sampleTime)
  while (claims === 0) await wait(2)
  let isEnded = false
  const ending = node.end().then(() => {
    isEnded = true
  })
  await wait(5)
  assert.equal(isEnded, false)
  resolve(false)
  await ending
  assert.equal(claims, 1)
})
