import assert from 'node:assert/strict'
import { test } from 'node:test'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import type { SealedSecondFactor } from '../core/administrator-ports.ts'
import { createKeyRing, type KeyRing } from '../vault/key-ring.ts'
import { listSessionSecrets } from '../vault/session-secrets.ts'
import type { Needs } from './dependencies.ts'
import { resealSecondFactors } from './reseal-second-factors.ts'

const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]

type SealedFactor = Pick<SealedSecondFactor, 'secret' | 'backupCodes'>

const owned = (number: number) => ({ id: `otp_${number}`, email: `${number}@example.com` })

function toSecretConfig(ring: KeyRing) {
  const secrets = listSessionSecrets(ring, ring)
  return {
    keys: new Map(secrets.map(({ version, value }) => [version, value])),
    currentVersion: secrets[0]?.version ?? 0,
  }
}

test('a second factor is encrypted with the current key once; one that cannot be opened is reported and stays', async () => {
  const ring = createKeyRing(newKey, [oldKey])
  const seal = (data: string, by: KeyRing) => symmetricEncrypt({ key: toSecretConfig(by), data })
  const former = createKeyRing(oldKey)
  const factors: SealedSecondFactor[] = [
    { ...owned(1), secret: await seal('a secret', former), backupCodes: await seal('["a"]', former) },
    { ...owned(2), secret: await seal('lost', createKeyRing(Buffer.alloc(32, 3))), backupCodes: 'x' },
    { ...owned(3), secret: await seal('current', ring), backupCodes: await seal('["b"]', ring) },
  ]
  const stored: SealedFactor[] = []
  const administrators = {
    listSecondFactors: async () => factors,
    async resealSecondFactor(read: SealedSecondFactor, sealed: SealedFactor) {
      stored.push(sealed)
      factors.splice(factors.indexOf(read), 1, { ...read, ...sealed })
      return true
    },
  }
  const dependencies = { administrators, ring } as unknown as Needs<'administrators' | 'ring'>

  assert.deepEqual(await resealSecondFactors(dependencies), { resealed: 1, lost: ['2@example.com'] })
  assert.deepEqual(await resealSecondFactors(dependencies), { resealed: 0, lost: ['2@example.com'] })

  assert.equal(stored.length, 1)
  const alone = toSecretConfig(createKeyRing(newKey))
  assert.equal(await symmetricDecrypt({ key: alone, data: stored[0]?.secret ?? '' }), 'a secret')
  assert.equal(await symmetricDecrypt({ key: alone, data: stored[0]?.backupCodes ?? '' }), '["a"]')
})
