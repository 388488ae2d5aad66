import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { sampleCredential } from '../../test/samples/samples.ts'
import type { Credential } from '../core/model.ts'
import { keyIdEnd, readKeyId } from '../core/sealed-text.ts'
import { Secret } from '../core/secret.ts'
import { createVaultCheck, inspectVault } from './check-vault.ts'
import { sealCredentialSecret } from './credential-secret.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'

const ring = createKeyRing(randomBytes(32))
const otherRing = createKeyRing(randomBytes(32))

test('the beginning of a sealed text that names the master key ends after its id', () => {
  const { sealedSecret } = sealed(ring)

  assert.equal(sealedSecret.slice(0, keyIdEnd), `v1.${readKeyId(sealedSecret)}`)
})

test('the check rejects while a master key is missing; once all are there, it asks again only after a change', async () => {
  const stored = [sealed(ring), sealed(otherRing)]
  const changes = createChangeFeedStub()
  let reads = 0
  const listSamples = async () => {
    reads++
    return [...stored]
  }
  const check = createVaultCheck({ ...createVaultStub(ring), listSamples }, changes, ring)

  for (let times = 0; times < 2; times++) {
    await assert.rejects(check(), { code: 'unknown_master_key', message: new RegExp(otherRing.current.id) })
  }
  stored.pop()
  await check()
  stored.push(sealed(otherRing))
  await check()
  assert.equal(reads, 3)

  changes.speak()
  await assert.rejects(check(), { code: 'unknown_master_key' })
})

test('an edited secret is not a problem of the master key', async () => {
  const edited = { ...sealed(ring), sealedSecret: `${sealed(ring).sealedSecret.slice(0, -2)}AA` }

  const vault = { ...createVaultStub(ring), listSamples: async () => [edited] }
  await createVaultCheck(vault, createChangeFeedStub(), ring)()
})

test('the check rejects when the installation has another master key, even if nothing is stored', async () => {
  const check = createVaultCheck(createVaultStub(otherRing), createChangeFeedStub(), ring)

  await assert.rejects(check(), { code: 'master_key_mismatch' })
})

test('the check rejects as soon as the ring has lost the key of the installation, without any other change', async () => {
  let now = ring
  const changing = { ...ring, find: (id: string) => now.find(id) }
  const check = createVaultCheck(createVaultStub(ring), createChangeFeedStub(), changing)
  await check()

  now = otherRing

  await assert.rejects(check(), { code: 'master_key_mismatch' })
})

test('an inspection shows the key of the installation even if it is missing and wraps nothing', () => {
  const { keys } = inspectVault([], otherRing.current.id, ring)

  assert.deepEqual(
    keys.map(({ keyId, role }) => [keyId, role]),
    [
      [ring.current.id, 'current'],
      [otherRing.current.id, 'unknown'],
    ],
  )
})

/** An empty vault of an installation that has the current key of a ring. */
function createVaultStub({ current: { id } }: KeyRing) {
  return {
    readMasterKeyId: async () => id,
    claimMasterKey: async () => id,
    listSamples: async () => [] as Credential[],
  }
}

function sealed(by: KeyRing): Credential {
  const credential = sampleCredential()
  return {
    ...credential,
    sealedSecret: sealCredentialSecret({ secretAccessKey: new Secret('a-secret') }, credential, by),
  }
}
