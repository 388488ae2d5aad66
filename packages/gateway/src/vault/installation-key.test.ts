import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { sampleCredential } from '../../test/samples/samples.ts'
import type { Credential } from '../core/model.ts'
import { seal } from './envelope.ts'
import { requireMasterKey } from './installation-key.ts'
import { createKeyRing } from './key-ring.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const [oldRing, newRing] = [createKeyRing(oldKey), createKeyRing(newKey)]

test('the first key becomes that of the installation; another is refused, and the error names both', async () => {
  const vault = createVault()
  await requireMasterKey(vault, oldRing)

  assert.deepEqual(await requireMasterKey(vault, oldRing), { current: oldRing.current })
  await assert.rejects(requireMasterKey(vault, newRing), {
    code: 'master_key_mismatch',
    message: new RegExp(
      `^The master key here is ${newRing.current.id}, but that of this installation is ${oldRing.current.id}`,
    ),
  })
})

test('until a rotation, a new key of the ring does not seal: other nodes may not have it', async () => {
  const vault = createVault()
  await requireMasterKey(vault, oldRing)

  assert.deepEqual(await requireMasterKey(vault, createKeyRing(newKey, [oldKey])), { current: oldRing.current })
})

test('an installation whose key is not recorded takes a key that opens a secret, and no other', async () => {
  const vault = createVault([{ ...sampleCredential(), sealedSecret: seal('a secret', 'a', oldRing) }])

  await assert.rejects(requireMasterKey(vault, newRing), { code: 'master_key_mismatch' })
  assert.deepEqual(await requireMasterKey(vault, oldRing), { current: oldRing.current })
})

/** A vault without a recorded master key. */
function createVault(stored: readonly Credential[] = []) {
  let keyId: string | undefined
  return {
    readMasterKeyId: async () => keyId,
    async claimMasterKey(id: string) {
      keyId ??= id
      return keyId
    },
    listSamples: async () => [...stored],
  }
}
