import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { sampleCredential } from '../../test/samples/samples.ts'
import type { Credential } from '../core/model.ts'
import type { VaultRepository } from '../core/ports.ts'
import { readKeyId } from '../core/sealed-text.ts'
import { Secret } from '../core/secret.ts'
import { inspectVault } from './check-vault.ts'
import { openCredentialSecret, sealCredentialSecret } from './credential-secret.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'
import { rotateVault } from './rotate-vault.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const oldRing = createKeyRing(oldKey)
const ring = createKeyRing(newKey, [oldKey])
const newRing = createKeyRing(newKey)

test('every record is re-wrapped with the current key, once', async () => {
  const repository = createRepository([sealed('a', oldRing), sealed('b', newRing), sealed('c', oldRing)])
  const progress: number[][] = []

  const first = await rotateVault({ repository, ring, onProgress: (...step) => progress.push(step) })
  const after = [...repository.rows]
  const second = await rotateVault({ repository, ring })

  assert.deepEqual(first, { rewrapped: 2, unchanged: 1, failed: [] })
  assert.deepEqual(second, { rewrapped: 0, unchanged: 3, failed: [] })
  assert.deepEqual(repository.rows, after, 'the second rotation writes nothing')
  assert.deepEqual(progress, [
    [1, 2],
    [2, 2],
  ])
  assert.deepEqual(repository.rows.map(reveal), ['a', 'b', 'c'])
})

test('keys that are replaced during a rotation are not overwritten', async () => {
  const repository = createRepository([sealed('a', oldRing), sealed('b', oldRing)])
  const { id } = repository.rows[0] as Credential
  repository.beforeReseal = () => repository.put(0, sealed('a-new', oldRing, id))

  const report = await rotateVault({ repository, ring })

  assert.deepEqual(report, { rewrapped: 2, unchanged: 0, failed: [] })
  assert.deepEqual(repository.rows.map(reveal), ['a-new', 'b'])
})

test('records that do not open are reported and left alone, and the others are re-wrapped', async () => {
  const [good, moved, foreign, broken] = [
    sealed('good', oldRing),
    sealed('moved', oldRing),
    sealed('foreign', createKeyRing(randomBytes(32))),
    sampleCredential({ sealedSecret: 'broken' }),
  ] as const
  const misplaced = { ...moved, sealedSecret: sealed('other', oldRing).sealedSecret }
  const repository = createRepository([misplaced, foreign, broken, good])

  const { rewrapped, failed } = await rotateVault({ repository, ring })

  assert.equal(rewrapped, 1)
  assert.deepEqual(
    failed.map(({ credential, error }) => [credential.id, error.code]),
    [
      [moved.id, 'tampered'],
      [foreign.id, 'unknown_master_key'],
      [broken.id, 'malformed'],
    ],
  )
  for (const { credential, error } of failed) assert.ok(error.message.includes(credential.id))
  assert.deepEqual(repository.rows.slice(0, 3), [misplaced, foreign, broken])
  assert.equal(readKeyId(repository.rows[3]?.sealedSecret ?? ''), newRing.current.id)
})

test('an inspection counts the records of each key, with the keys of the ring first', () => {
  const stranger = createKeyRing(randomBytes(32))
  const credentials = [
    sealed('a', oldRing),
    sealed('b', stranger),
    sampleCredential({ sealedSecret: 'broken' }),
    sealed('c', oldRing),
  ]

  const { keys, problems } = inspectVault(credentials, ring.current.id, ring)

  assert.deepEqual(keys, [
    { keyId: newRing.current.id, role: 'current', records: 0 },
    { keyId: oldRing.current.id, role: 'previous', records: 2 },
    { keyId: stranger.current.id, role: 'unknown', records: 1 },
  ])
  assert.deepEqual(
    problems.map(({ error }) => error.code),
    ['unknown_master_key', 'malformed'],
  )
})

function sealed(secret: string, by: KeyRing, id?: string): Credential {
  const credential = sampleCredential(id === undefined ? {} : { id })
  return {
    ...credential,
    sealedSecret: sealCredentialSecret({ secretAccessKey: new Secret(secret) }, credential, by),
  }
}

/** Opens the secret with the new key alone. */
function reveal(credential: Credential): string {
  return openCredentialSecret(credential, newRing).secretAccessKey.reveal()
}

/** A repository that can be changed at the worst moment. */
function createRepository(initial: readonly Credential[]) {
  const rows = [...initial]
  const repository = {
    rows,
    beforeReseal: undefined as (() => void) | undefined,
    put(index: number, credential: Credential) {
      rows[index] = credential
    },
    list: async () => [...rows],
    async reseal(read: Credential, sealedSecret: string) {
      repository.beforeReseal?.()
      repository.beforeReseal = undefined
      const index = rows.findIndex((row) => row.id === read.id && row.sealedSecret === read.sealedSecret)
      if (index === -1) return false
      rows[index] = { ...read, sealedSecret }
      return true
    },
  }
  return repository satisfies Pick<VaultRepository, 'list' | 'reseal'>
}
