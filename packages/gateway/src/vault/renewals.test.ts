import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  hourMs,
  minuteMs,
  type SampleRenewals,
  sampleKeys,
  startSampleRenewals,
} from '../../test/samples/sample-renewals.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { waitUntil } from '../../test/servers/wait-until.ts'
import { AppError } from '../core/app-error.ts'
import { Secret } from '../core/secret.ts'
import { openCredentialSecret, sealCredentialSecret } from './credential-secret.ts'
import type { FetchedKeys, FetchKeys } from './fetch-keys.ts'
import { unreadableKeyMessage } from './open-key-ring.ts'

let renewals: SampleRenewals
beforeEach(async () => {
  renewals = await startSampleRenewals()
})
afterEach(() => renewals[Symbol.asyncDispose]())

test('keys are renewed when half of their lifetime is over, sealed, and the log mentions it without the keys', async () => {
  await renewals.store({ expiresAt: renewals.now + hourMs, renewal: { dueAt: renewals.now + hourMs / 2 } })
  renewals.startNode()
  await renewals.moveTo(sampleTime + hourMs / 2 - 1)
  assert.deepEqual([renewals.asked.length, (await renewals.read()).accessKeyId], [0, 'ASIAOLD'])

  await renewals.moveTo(sampleTime + hourMs / 2)
  await waitUntil('it is renewed', async () => (await renewals.read()).accessKeyId === 'ASIA1')

  const renewed = await renewals.read()
  assert.deepEqual(renewed.renewal, { dueAt: renewals.now + hourMs / 2 })
  assert.equal(renewed.expiresAt, renewals.now + hourMs)
  const { secretAccessKey, sessionToken } = openCredentialSecret(renewed, renewals.ring)
  assert.deepEqual([secretAccessKey.reveal(), sessionToken?.reveal()], ['secret of ASIA1', 'session of ASIA1'])
  await waitUntil('the log has it', () => renewals.log.includes('a credential was renewed'))
  assert.doesNotMatch(renewals.log, /secret of|session of/)
  assert.deepEqual(renewals.asked, [
    { source: { from: 'instance' }, region: 'eu-central-1', sessionName: `signpost-${renewed.id}`, base: undefined },
  ])
})

test('keys that the source returns again are not stored again; towards their expiry the source is asked more often', async () => {
  renewals.source = async () => sampleKeys('ASIASAME', sampleTime + hourMs)
  await renewals.store({ expiresAt: undefined })
  renewals.startNode()
  await waitUntil('they are stored', async () => (await renewals.read()).accessKeyId === 'ASIASAME')
  const { sealedSecret } = await renewals.read()

  for (const [minute, next] of [
    [30, 45],
    [45, 52.5],
    [59.5, 60.5],
  ] as const) {
    await renewals.moveTo(sampleTime + minute * minuteMs)
    await waitUntil(
      `asked at ${minute}`,
      async () => (await renewals.read()).renewal?.dueAt === sampleTime + next * minuteMs,
    )
  }

  assert.equal((await renewals.read()).sealedSecret, sealedSecret)
  assert.equal(renewals.asked.length, 4)
})

test('keys that do not expire are fetched every quarter of an hour', async () => {
  renewals.source = async () => ({ accessKeyId: 'AKIA', secret: { secretAccessKey: new Secret('s') } })
  await renewals.store({ expiresAt: renewals.now + hourMs })
  renewals.startNode()
  await waitUntil('they are stored', async () => (await renewals.read()).accessKeyId === 'AKIA')
  const { expiresAt, renewal } = await renewals.read()
  assert.deepEqual([expiresAt, renewal?.dueAt], [undefined, renewals.now + 15 * minuteMs])
})

test('while renewals fail the former keys stay and attempts become rarer; a success clears the failure', async () => {
  const failing: FetchKeys = async () => {
    throw new Error('no role here; the key was abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST')
  }
  const working = renewals.source
  renewals.source = failing
  await renewals.store({ expiresAt: renewals.now + hourMs })
  const node = renewals.startNode()

  for (const [tries, retrySeconds] of [15, 30, 60, 120, 240, 300, 300].entries()) {
    await waitUntil('it has failed', async () => (await renewals.read()).renewal?.failure?.count === tries + 1)
    const { accessKeyId, renewal } = await renewals.read()
    assert.equal(accessKeyId, 'ASIAOLD')
    assert.deepEqual(renewal, {
      dueAt: renewals.now + retrySeconds * 1000,
      failure: { at: renewals.now, count: tries + 1, reason: 'no role here; the key was [hidden].' },
    })
    await waitUntil('it is known', () => node.countFailing() === 1)
    // The node that failed lets others go first for 15 s.
    await renewals.moveTo(renewals.now + retrySeconds * 1000 + 15_000)
  }
  renewals.source = working
  await renewals.moveTo(renewals.now + 10 * minuteMs)

  await waitUntil('it is renewed', async () => (await renewals.read()).accessKeyId !== 'ASIAOLD')
  assert.equal((await renewals.read()).renewal?.failure, undefined)
  await waitUntil('it is known', () => node.countFailing() === 0)
  assert.match(renewals.log, /"reason":"no role here; the key was \[hidden\]\."/)
  assert.doesNotMatch(renewals.log, /abcdefghij/)
})

test('a credential that is removed during a renewal stays removed, and its source is not asked any more', async () => {
  const credential = await renewals.store({ expiresAt: renewals.now + hourMs })
  let give = (_: FetchedKeys) => {}
  renewals.source = () =>
    new Promise((resolve) => {
      give = resolve
    })
  renewals.startNode()
  await waitUntil('the source is asked', () => renewals.asked.length === 1)

  await renewals.repositories.credentials.remove(credential.accountId, credential.name)
  give(sampleKeys('ASIALATE', renewals.now + hourMs))
  await renewals.moveTo(renewals.now + hourMs)

  assert.deepEqual(await renewals.repositories.credentials.list(credential.accountId), [])
  assert.equal(renewals.asked.length, 1)
})

test('a node without the key of the installation leaves renewals to others: it asks no source, and records no failure', async () => {
  const stored = await renewals.store({ expiresAt: renewals.now + hourMs })
  await renewals.repositories.vault.changeMasterKey('0123456789abcdef', undefined)

  renewals.startNode()
  await waitUntil('the log says why', () => renewals.log.includes('that of this installation is 0123456789abcdef'))

  assert.deepEqual(await renewals.read(), stored)
  assert.equal(renewals.asked.length, 0)
})

test('a node that cannot read its key files, and lacks the key of the installation, leaves renewals to others', async () => {
  const stored = await renewals.store({ expiresAt: renewals.now + hourMs })
  Object.assign(renewals.ring, {
    find() {
      throw new AppError('unavailable', { message: unreadableKeyMessage })
    },
  })

  renewals.startNode()
  await waitUntil('the log says why', () => renewals.log.includes('this node renews no credential'))

  assert.deepEqual(await renewals.read(), stored)
  assert.equal(renewals.asked.length, 0)
})

test('a database that does not answer is not a missing key: the renewal follows when it is back', async () => {
  await renewals.store({ expiresAt: renewals.now + hourMs })
  const { vault } = renewals.repositories
  const { readMasterKeyId } = vault
  let asked = 0
  const away = async () => {
    asked++
    throw new AppError('unavailable')
  }
  Object.assign(vault, { readMasterKeyId: away })

  renewals.startNode()
  await waitUntil('the key is asked for', () => asked > 0)
  Object.assign(vault, { readMasterKeyId })
  await renewals.moveTo(renewals.now)

  await waitUntil('it is renewed', async () => (await renewals.read()).accessKeyId === 'ASIA1')
  assert.doesNotMatch(renewals.log, /this node renews no credential/)
})

test('after the node has closed, nobody waits for a renewal that it does not make any more', async () => {
  const expired = await renewals.store({ expiresAt: renewals.now - hourMs })
  await renewals.repositories.renewals.replace(expired, { dueAt: renewals.now })
  const node = renewals.startNode(() => new Promise(() => {}))
  await node.close()

  const current = await node.await(expired)

  assert.equal(current?.accessKeyId, 'ASIAOLD')
})

test('a role is assumed with the current keys of its credential, but not once these have expired', async () => {
  const base = await renewals.store({
    name: 'base',
    source: undefined,
    renewal: undefined,
    expiresAt: renewals.now + minuteMs,
  })
  const assumed = { from: 'assume-role', roleArn: 'arn:aws:iam::1:role/r', credentialId: base.id } as const
  await renewals.store({ name: 'assumed', source: assumed, expiresAt: renewals.now + hourMs })
  const secret = { secretAccessKey: new Secret('the new secret') }
  const keys = { accessKeyId: 'AKIAROTATED', sealedSecret: sealCredentialSecret(secret, base, renewals.ring) }
  await renewals.repositories.credentials.update({ ...base, ...keys })

  renewals.startNode()
  await waitUntil('it is asked', () => renewals.asked.length === 1)
  assert.deepEqual(renewals.asked[0]?.base, { accessKeyId: 'AKIAROTATED', secret })

  await renewals.moveTo(renewals.now + hourMs)
  await waitUntil('the base has ended', async () => {
    return (
      (await renewals.read('assumed')).renewal?.failure?.reason ===
      'The credential base, which assumes the role, has expired.'
    )
  })
  assert.equal(renewals.asked.length, 1)
})

test('after a long stop, a role is assumed with the new keys of a credential that had expired as well', async () => {
  const expiresAt = renewals.now - hourMs
  const base = await renewals.store({ name: 'base', expiresAt })
  const source = { from: 'assume-role', roleArn: 'arn:aws:iam::1:role/r', credentialId: base.id } as const
  await renewals.store({ name: 'assumed', source, expiresAt })

  renewals.startNode()

  await waitUntil('both are renewed', async () => (await renewals.read('assumed')).accessKeyId === 'ASIA2')
  assert.equal(renewals.asked[1]?.base?.accessKeyId, 'ASIA1')
  assert.doesNotMatch(renewals.log, /could not be renewed/)
})
