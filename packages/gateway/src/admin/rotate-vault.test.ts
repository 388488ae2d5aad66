import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleCredential } from '../../test/samples/samples.ts'
import { waitUntil } from '../../test/servers/wait-until.ts'
import { openCredentialSecret } from '../vault/credential-secret.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { addCredential } from './add-credential.ts'
import { rotateVault } from './rotate-vault.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('every secret is wrapped with the current key; one that cannot be opened is reported and stays', async () => {
  const { credentials, accountId } = admin.dependencies
  for (const name of ['one', 'two']) {
    await admin.run(addCredential, { name, ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })
  }
  await credentials.insert(sampleCredential({ accountId, name: 'cut', sealedSecret: 'x' }))
  const ring = createKeyRing(Buffer.alloc(32, 2), [Buffer.alloc(32, 1)])
  const steps: [number, number][] = []
  const onProgress = (done: number, total: number) => void steps.push([done, total])

  const first = await admin.run(rotateVault, {}, { ring, onProgress })
  const again = await admin.run(rotateVault, {}, { ring })

  const counts = [first, again].map(({ rewrapped, unchanged, problems }) => [rewrapped, unchanged, problems.length])
  assert.deepEqual(counts, [
    [2, 0, 1],
    [0, 2, 1],
  ])
  assert.deepEqual([first.keyId, first.problems[0]?.name], [ring.current.id, 'cut'])
  assert.deepEqual(steps.at(-1), [3, 3])
  const stored = (await credentials.findByName(accountId, 'one')) ?? assert.fail()
  openCredentialSecret(stored, createKeyRing(Buffer.alloc(32, 2)))
})

test('a rotation does not overtake another one that came in between', async () => {
  const { vault, ring: oldRing } = admin.dependencies
  await vault.claimMasterKey(oldRing.current.id)
  const ring = createKeyRing(Buffer.alloc(32, 2), [Buffer.alloc(32, 1)])
  const overtaken: typeof vault = {
    ...vault,
    async readMasterKeyId() {
      const keyId = await vault.readMasterKeyId()
      await vault.changeMasterKey('0123456789abcdef', oldRing.current.id)
      return keyId
    },
  }

  await assert.rejects(admin.run(rotateVault, {}, { ring, vault: overtaken }), { code: 'master_key_mismatch' })

  assert.equal(await vault.readMasterKeyId(), '0123456789abcdef')
})

test('a rotation that is overtaken in the middle says what it has done', async () => {
  for (const name of ['one', 'two']) {
    await admin.run(addCredential, { name, ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })
  }
  const { vault } = admin.dependencies
  const ring = createKeyRing(Buffer.alloc(32, 2), [Buffer.alloc(32, 1)])
  let asked = 0
  const overtaken: typeof vault = {
    ...vault,
    async reseal(...record) {
      if (asked++ === 1) await vault.changeMasterKey('0123456789abcdef', ring.current.id)
      return vault.reseal(...record)
    },
  }

  await assert.rejects(admin.run(rotateVault, {}, { ring, vault: overtaken }), {
    code: 'master_key_mismatch',
    message: /^The rotation re-wrapped 1 record, and then stopped: somebody else changed the master key/,
  })
})

test('of two rotations to the same key, both go on', async () => {
  await admin.run(addCredential, { name: 'one', ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })
  const { vault } = admin.dependencies
  const ring = createKeyRing(Buffer.alloc(32, 2), [Buffer.alloc(32, 1)])
  const overtaken: typeof vault = {
    ...vault,
    async changeMasterKey(keyId, formerId) {
      await vault.changeMasterKey(keyId, formerId)
      return false
    },
  }

  assert.equal((await admin.run(rotateVault, {}, { ring, vault: overtaken })).rewrapped, 1)
})

test('the change of the key is in the audit log even if the process ends right after it', async () => {
  const { vault, administration } = admin.dependencies
  const ring = createKeyRing(Buffer.alloc(32, 2), [Buffer.alloc(32, 1)])
  const former = await vault.claimMasterKey(admin.dependencies.ring.current.id)
  // The process is gone: it neither lists credentials nor records anything else.
  const ended: typeof vault = { ...vault, list: () => new Promise(() => {}) }
  void admin.run(rotateVault, {}, { ring, vault: ended })
  await waitUntil('the key is changed', async () => (await vault.readMasterKeyId()) === ring.current.id)

  const events = await administration.list({ order: 'newest', limit: 1 })

  assert.deepEqual(
    events.map(({ act, changes }) => [act, changes]),
    [['rotate_vault', [{ field: 'masterKey', from: former, to: ring.current.id }]]],
  )
})

test('an interrupted rotation records how many records it re-wrapped, and the next one records the rest', async () => {
  for (const name of ['one', 'two', 'three']) {
    await admin.run(addCredential, { name, ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })
  }
  const ring = createKeyRing(Buffer.alloc(32, 2), [Buffer.alloc(32, 1)])
  const onProgress = (done: number) => assert.notEqual(done, 2, 'interrupted')

  await assert.rejects(admin.run(rotateVault, {}, { ring, onProgress }), /interrupted/)
  assert.equal((await admin.run(rotateVault, {}, { ring })).rewrapped, 1)

  const events = await admin.dependencies.administration.list({ order: 'oldest', limit: 10 })
  assert.deepEqual(
    events.flatMap(({ act, changes }) => (act === 'rotate_vault' ? [changes.map(({ field, to }) => [field, to])] : [])),
    [[['masterKey', ring.current.id]], [['rewrapped', 2]], [['rewrapped', 1]]],
  )
})
