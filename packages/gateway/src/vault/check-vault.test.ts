import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { sampleCredential } from '../../test/samples/samples.ts'
import type { Credential } from '../core/model.ts'
import { Secret } from '../core/secret.ts'
import { createVaultCheck, inspectVault, requireMasterKey } from './check-vault.ts'
import { sealCredentialSecret } from './credential-secret.ts'
import { keyIdEnd, readKeyId } from './envelope.ts'
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
  const check = createVaultCheck({ listSamples }, changes, ring)

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

  await createVaultCheck({ listSamples: async () => [edited] }, createChangeFeedStub(), ring)()
})

test('the first key becomes that of the installation; another is refused, and the error names both', async () => {
  const vault = createMasterKeyStub()
  await requireMasterKey(vault, ring)
  await requireMasterKey(vault, ring)

  await assert.rejects(requireMasterKey(vault, otherRing), {
    code: 'master_key_mismatch',
    message: new RegExp(
      `^The master key here is ${otherRing.current.id}, but this installation needs ${ring.current.id}`,
    ),
  })
})

test('a new master key may seal as soon as that of the installation is a previous one', async () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
  const vault = createMasterKeyStub()
  await requireMasterKey(vault, createKeyRing(oldKey))

  await requireMasterKey(vault, createKeyRing(newKey, [oldKey]))
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

function createMasterKeyStub() {
  let stored: string | undefined
  return {
    async claimMasterKey(keyId: string) {
      stored ??= keyId
      return stored
    },
  }
}

function sealed(by: KeyRing): Credential {
  const credential = sampleCredential()
  return {
    ...credential,
    sealedSecret: sealCredentialSecret({ secretAccessKey: new Secret('a-secret') }, credential, by),
  }
}
