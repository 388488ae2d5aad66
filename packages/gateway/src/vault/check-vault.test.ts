import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { sampleCredential } from '../../test/samples/samples.ts'
import type { Credential } from '../core/model.ts'
import { Secret } from '../core/secret.ts'
import { createVaultCheck, requireOpeningKey } from './check-vault.ts'
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

test('a start is refused when no secret opens, and the error names the keys', () => {
  const foreign = [sealed(otherRing), sealed(otherRing)]

  assert.throws(
    () => requireOpeningKey(foreign, ring),
    new RegExp(
      `^Error: None of the 2 stored secrets opens: the master key here is ${ring.current.id}, .* need ${otherRing.current.id}\\.`,
    ),
  )
  assert.throws(() => requireOpeningKey(foreign.slice(1), ring), /The one stored secret does not open/)
  requireOpeningKey([], ring)
  requireOpeningKey([...foreign, sealed(ring)], ring)
  requireOpeningKey([{ ...sealed(otherRing), isSandbox: true }], ring)
})

function sealed(by: KeyRing): Credential {
  const credential = sampleCredential()
  return {
    ...credential,
    sealedSecret: sealCredentialSecret({ secretAccessKey: new Secret('a-secret') }, credential, by),
  }
}
