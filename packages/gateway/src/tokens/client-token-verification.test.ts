import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { sampleTime, sampleToken } from '../../test/samples/samples.ts'
import type { Token } from '../core/model.ts'
import type { TokenRepository } from '../core/ports.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { type ClientTokenClaims, formatClientToken } from './client-token.ts'
import { generateToken, hashToken } from './token-format.ts'
import { createTokenVerifier } from './token-verifier.ts'

const ring = createKeyRing(Buffer.alloc(32, 1))
const hour = 3_600_000

test('a client token is its API token with restrictions, and is looked up by the API token’s id', async () => {
  const { verify, make, reads } = createDependencies({ credentialId: 'cred_1', limits: { maxBytes: 9, acls: [] } })

  const { id, accountId, credentialId, acls, maxBytes, client, expiresAt } = await verify(make({ maxBytes: 5 }))

  assert.deepEqual([id, accountId, credentialId, acls, maxBytes], ['tok_1', 'acc_1', 'cred_1', [], 5])
  assert.deepEqual([client?.allow.length, expiresAt], [1, sampleTime + hour])
  assert.deepEqual(reads, ['acc_1 tok_1'])
})

test('on a warm node no client token needs a database query, not even a new one', async () => {
  const { verify, make, reads, verifier } = createDependencies()
  const first = make()
  const verified = await verify(first)
  const asked = verifier.lookups.misses

  for (let index = 0; index < 1000; index++) assert.equal(typeof verifier.recall(make()), 'object')
  assert.equal(await verify(first), verified)

  assert.deepEqual(reads, ['acc_1 tok_1'])
  assert.equal(verifier.lookups.misses, asked)
})

test('many client tokens evict no API token from the cache', async () => {
  const { verify, verifier, make, text, reads } = createDependencies()
  await verify(text)
  await verify(make())
  for (let index = 0; index < 11_000; index++) verifier.recall(make())

  assert.equal(typeof verifier.recall(text), 'object')
  assert.equal(reads.length, 2)
})

test('a client token ends with its API token: revoked, removed or expired', async () => {
  const revoked = createDependencies()
  const text = revoked.make()
  await revoked.verify(text)
  revoked.tokens[0] = { ...revoked.token, revokedAt: sampleTime }
  revoked.changes.speak()
  await assertRefused(revoked.verify(text), 'token_revoked')
  await assertRefused(revoked.verify(revoked.make()), 'token_revoked')

  const removed = createDependencies()
  await removed.verify(removed.make())
  removed.tokens.length = 0
  removed.changes.speak()
  await assertRefused(removed.verify(removed.make()), 'token_unknown')

  const expired = createDependencies({ expiresAt: sampleTime + 1000 })
  const last = expired.make()
  await expired.verify(last)
  expired.clock.now += 1000
  await assertRefused(expired.verify(last), 'token_expired')
})

test('a revocation while the API token is being read is not missed', async () => {
  const { verify, make, tokens, token, changes, hold } = createDependencies()
  const text = make()
  const release = hold()
  const reading = verify(text)
  tokens[0] = { ...token, revokedAt: sampleTime }
  changes.speak()
  release()
  await reading

  await assertRefused(verify(text), 'token_revoked')
})

test('from the next message of the change feed on, it may not do what its API token may no longer do', async () => {
  const { verify, make, tokens, token, changes } = createDependencies()
  const text = make()
  assert.equal((await verify(text)).maxBytes, undefined)
  tokens[0] = { ...token, limits: { maxBytes: 1, allow: ['download:bkt/*'] } }
  changes.speak()

  const { maxBytes, allow } = await verify(text)
  assert.deepEqual([maxBytes, allow?.[0]?.action], [1, 'download'])
})

test('a change in another account causes no new look-up', async () => {
  const { verify, make, changes, reads } = createDependencies()
  await verify(make())
  changes.speak('acc_2')
  await verify(make())
  assert.equal(reads.length, 1)
})

test('the id of another account’s token is unknown', async () => {
  const { verify, make } = createDependencies()
  await assertRefused(verify(make({ accountId: 'acc_2' })), 'token_unknown')
  await assertRefused(verify(make({ parentId: 'tok_2' })), 'token_unknown')
})

test('it expires at its own end, even if the clock is set back by more than clocks may differ', async () => {
  const { verify, make, clock, reads } = createDependencies()
  const text = make()
  await verify(text)
  clock.now = sampleTime - 60_000
  await verify(text)
  clock.now = sampleTime - 60_001
  await assertRefused(verify(text), 'token_expired')
  clock.now = sampleTime + hour - 1
  await verify(text)
  clock.now = sampleTime + hour
  await assertRefused(verify(text), 'token_expired')

  assert.equal(reads.length, 1)
  const cold = createDependencies()
  cold.clock.now = sampleTime + hour
  await assertRefused(cold.verify(cold.make()), 'token_expired')
  assert.deepEqual(cold.reads, [], 'an expired token causes no database query')
})

test('a text that is not a client token causes no database query', async () => {
  const { verify, make, reads } = createDependencies()
  const forged = formatClientToken(claims, createKeyRing(Buffer.alloc(32, 2)))
  for (const wrong of ['ct_', 'ct_x', `${make()}A`, make().slice(0, -1), make().replace('ct_', 'at_'), forged]) {
    await assertRefused(verify(wrong), 'token_unknown')
  }
  assert.deepEqual(reads, [])
})

test('after a rotation of the master key a client token stays valid until the former key is removed', async () => {
  const text = formatClientToken(claims, ring)
  const next = Buffer.alloc(32, 2)
  await createDependencies({}, createKeyRing(next, [Buffer.alloc(32, 1)])).verify(text)
  await assertRefused(createDependencies({}, createKeyRing(next)).verify(text), 'token_unknown')
})

test('on a node that does not know its API token, its first use is that of a stranger', async () => {
  const { verifier, make, verify, changes } = createDependencies()
  assert.equal(verifier.recall(make()), 'stranger')
  await verify(make())
  changes.speak()
  assert.equal(verifier.recall(make()), 'former')
})

test('its use is noted as a use of its API token, once a minute for all its client tokens', async () => {
  const { verify, make, notes } = createDependencies()
  await verify(make())
  await verify(make())
  assert.deepEqual(new Set(notes).size, 1)
  assert.equal(notes[0]?.id, 'tok_1')
})

const claims: ClientTokenClaims = {
  accountId: 'acc_1',
  parentId: 'tok_1',
  issuedAt: sampleTime,
  expiresAt: sampleTime + hour,
  allow: ['upload:bkt/in/*'],
}

function createDependencies(fields: Partial<Token> = {}, keys = ring) {
  const text = generateToken()
  const token = sampleToken({ id: 'tok_1', hash: hashToken(text), ...fields })
  const tokens = [token]
  const reads: string[] = []
  const notes: { readonly id: string }[] = []
  const changes = createChangeFeedStub()
  const clock = { now: sampleTime }
  let gate = Promise.resolve()
  const repository = {
    async findByHash(hash: string) {
      reads.push(hash)
      return tokens.find((one) => one.hash === hash)
    },
    async find(accountId: string, id: string) {
      reads.push(`${accountId} ${id}`)
      const found = tokens.find((one) => one.accountId === accountId && one.id === id)
      await gate
      return found
    },
  } as TokenRepository
  const verifier = createTokenVerifier(repository, changes, () => clock.now, {
    clientTokenKeys: keys,
    lastUse: { note: (noted) => void notes.push(noted), close: async () => {} },
  })
  return {
    verifier,
    async verify(one: string) {
      const recalled = verifier.recall(one)
      return typeof recalled === 'string' ? verifier.lookUp(one) : recalled
    },
    make: (some: Partial<ClientTokenClaims> = {}) => formatClientToken({ ...claims, ...some }, ring),
    ...{ reads, tokens, token, notes, changes, clock, text },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
  }
}

async function assertRefused(verifying: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(verifying, { name: 'AppError', code })
}
