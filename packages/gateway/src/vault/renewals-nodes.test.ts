import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  hourMs,
  minuteMs,
  type SampleRenewals,
  sampleKeys,
  startSampleRenewals,
} from '../../test/samples/sample-renewals.ts'
import { waitUntil } from '../../test/servers/wait-until.ts'
import type { FetchKeys } from './fetch-keys.ts'

let renewals: SampleRenewals
beforeEach(async () => {
  renewals = await startSampleRenewals()
})
afterEach(() => renewals[Symbol.asyncDispose]())

test('only one of three nodes asks; when its machine has no role, another node makes the next attempt', async () => {
  await renewals.store({ expiresAt: renewals.now + hourMs })
  let isFirst = true
  const elsewhere: FetchKeys = async () => {
    if (!isFirst) return sampleKeys('ASIAELSEWHERE', renewals.now + hourMs)
    isFirst = false
    throw new Error('no role on this machine')
  }
  for (let node = 0; node < 3; node++) renewals.startNode(elsewhere)
  await waitUntil('one node has failed', async () => (await renewals.read()).renewal?.failure !== undefined)
  assert.equal(renewals.asked.length, 1)

  await renewals.moveTo(renewals.now + 15_000)

  await waitUntil(
    'another node has renewed the credential',
    async () => (await renewals.read()).accessKeyId === 'ASIAELSEWHERE',
  )
  assert.equal(renewals.asked.length, 2)
})

test('the claim of a node that has died ends after a minute', async () => {
  const credential = await renewals.store({ expiresAt: renewals.now + hourMs })
  let end = (_: Error) => {}
  renewals.source = () =>
    new Promise((_, reject) => {
      end = reject
    })
  const dead = renewals.startNode()
  await waitUntil(
    'the renewal is claimed',
    async () => (await renewals.read()).renewal?.dueAt === renewals.now + minuteMs,
  )
  void dead.close()
  renewals.startNode(async () => sampleKeys('ASIANEXT', renewals.now + hourMs))
  await renewals.moveTo(renewals.now + minuteMs - 1)
  assert.equal((await renewals.read()).accessKeyId, credential.accessKeyId)

  await renewals.moveTo(renewals.now + 1)

  await waitUntil(
    'the other node has renewed the credential',
    async () => (await renewals.read()).accessKeyId === 'ASIANEXT',
  )
  end(new Error('too late'))
})

test('requests for an expired credential wait for one renewal, but not after a failed one', async () => {
  const ended = await renewals.store({
    expiresAt: renewals.now - hourMs,
    renewal: { dueAt: renewals.now - 2 * hourMs },
  })
  const node = renewals.startNode()

  const waited = await Promise.all([node.await(ended), node.await(ended), node.await(ended)])

  assert.deepEqual([...new Set(waited.map((credential) => credential?.accessKeyId))], ['ASIA1'])
  assert.equal(renewals.asked.length, 1)
  renewals.source = async () => {
    throw new Error('no role')
  }
  await renewals.moveTo(renewals.now + 2 * hourMs)
  const again = await renewals.read()
  await waitUntil('it has failed', async () => (await renewals.read()).renewal?.failure !== undefined)
  const tries = renewals.asked.length
  assert.equal((await node.await(again))?.renewal?.failure?.reason, 'no role.')
  assert.equal(renewals.asked.length, tries)
})

test('a request waits for a renewal by another node', async () => {
  const ended = await renewals.store({ expiresAt: renewals.now - hourMs, renewal: { dueAt: renewals.now + minuteMs } })
  const node = renewals.startNode()
  const waiting = node.await(ended)
  const keys = { accessKeyId: 'ASIAOTHER', sealedSecret: ended.sealedSecret, expiresAt: renewals.now + hourMs }
  await renewals.repositories.renewals.storeKeys(ended, keys, { dueAt: renewals.now + hourMs / 2 })

  assert.equal((await waiting)?.accessKeyId, 'ASIAOTHER')
  assert.equal(renewals.asked.length, 0)
})

test('a closed node renews nothing', async () => {
  await renewals.store({ expiresAt: renewals.now + hourMs })
  await renewals.startNode().close()
  await renewals.moveTo(renewals.now + hourMs)
  assert.equal(renewals.asked.length, 0)
})
