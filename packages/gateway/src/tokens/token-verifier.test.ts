import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { sampleTime, sampleToken } from '../../test/samples/samples.ts'
import type { Token } from '../core/model.ts'
import type { TokenRepository } from '../core/ports.ts'
import { generateToken, hashToken } from './token-format.ts'
import { createTokenVerifier } from './token-verifier.ts'

test('a token is looked up once, and its limits are ready for use', async () => {
  const { verifier, reads, text } = createParts({
    limits: { allow: ['upload:bkt/*'], acls: ['public-read'], maxExpiresInSeconds: 60, networks: ['10.0.0.0/8'] },
  })

  const verified = await verifier.verify(text)

  assert.equal(await verifier.verify(text), verified)
  assert.equal(reads.length, 1)
  assert.deepEqual(reads, [hashToken(text)])
  assert.equal(verified.allow?.length, 1)
  assert.deepEqual(verified.acls, ['public-read'])
  assert.equal(verified.maxExpiresInSeconds, 60)
  assert.equal(verified.networks?.includes('10.1.1.1'), true)
})

test('a token that nothing narrows is known as such', async () => {
  const { verifier, text, token } = createParts()

  const { id, accountId, allow, acls, maxExpiresInSeconds, networks } = await verifier.verify(text)

  assert.deepEqual({ id, accountId }, { id: token.id, accountId: token.accountId })
  assert.deepEqual([allow, acls, maxExpiresInSeconds, networks], [undefined, undefined, undefined, undefined])
})

test('no token is told from a wrong one', async () => {
  const { verifier, reads } = createParts()

  await assertRefused(verifier.verify(undefined), 'token_missing')
  await assertRefused(verifier.verify(''), 'token_missing')
  for (const wrong of ['secret', generateToken().slice(1), `${generateToken()}x`]) {
    await assertRefused(verifier.verify(wrong), 'token_unknown')
  }
  assert.deepEqual(reads, [], 'a mistyped token costs no look at the database')
})

test('an unknown token that is stored later works at once', async () => {
  const { verifier, tokens } = createParts()
  const text = generateToken()
  await assertRefused(verifier.verify(text), 'token_unknown')

  tokens.push(sampleToken({ hash: hashToken(text) }))

  await verifier.verify(text)
})

test('a revoked token is refused from the next word of the change feed on', async () => {
  const { verifier, changes, tokens, text, token } = createParts()
  await verifier.verify(text)
  tokens[0] = { ...token, revokedAt: sampleTime }

  changes.speak()

  await assertRefused(verifier.verify(text), 'token_revoked')
})

test('a revocation while the token is being read is not missed', async () => {
  const { verifier, changes, tokens, text, token, hold } = createParts()
  const release = hold()
  const reading = verifier.verify(text)
  // The reading began with the row as it was; then came the revocation and its announcement.
  tokens[0] = { ...token, revokedAt: sampleTime }
  changes.speak()
  release()
  await reading

  await assertRefused(verifier.verify(text), 'token_revoked')
})

test('five hundred requests at once look a token up once', async () => {
  const { verifier, changes, reads, text } = createParts()
  await verifier.verify(text)
  changes.speak()

  const verified = await Promise.all(Array.from({ length: 500 }, () => verifier.verify(text)))

  assert.equal(new Set(verified).size, 1)
  assert.equal(reads.length, 2)
})

test('who asks after a revocation does not get what was being read before it', async () => {
  const { verifier, changes, tokens, text, token, hold } = createParts()
  const release = hold()
  const before = verifier.verify(text)
  tokens[0] = { ...token, revokedAt: sampleTime }
  changes.speak(token.accountId)

  const after = verifier.verify(text)
  release()

  await before
  await assertRefused(after, 'token_revoked')
})

test('a look-up that fails fails for those who wait for it, and the next one is another', async () => {
  const { verifier, reads, text, hold } = createParts()
  const fail = hold()
  const waiting = [verifier.verify(text), verifier.verify(text)]
  fail(Promise.reject(new Error('the database is away')))
  for (const one of waiting) await assert.rejects(one, /away/)
  hold()()

  await verifier.verify(text)

  assert.equal(reads.length, 2)
})

test('a change in one account drops its tokens, and no other', async () => {
  const { verifier, changes, reads, text, tokens } = createParts()
  const other = generateToken()
  tokens.push(sampleToken({ hash: hashToken(other), accountId: 'acc_2' }))
  for (const one of [text, other]) await verifier.verify(one)

  changes.speak('acc_2')
  for (const one of [text, other, text, other]) await verifier.verify(one)

  assert.deepEqual(reads, [text, other, other].map(hashToken))
})

test('a token ends at its end, from memory too', async () => {
  const { verifier, text, clock } = createParts({ expiresAt: sampleTime + 1000 })
  await verifier.verify(text)

  clock.now = sampleTime + 999
  await verifier.verify(text)
  clock.now = sampleTime + 1000
  await assertRefused(verifier.verify(text), 'token_expired')
})

test('revoked goes before expired, since only that is somebody’s will', async () => {
  const { verifier, text } = createParts({ expiresAt: 1, revokedAt: 1 })

  await assertRefused(verifier.verify(text), 'token_revoked')
})

test('memory is bounded, and what was forgotten is read again', async () => {
  const { verifier, reads, tokens, text } = createParts()
  await verifier.verify(text)
  for (let count = 0; count < 40_000; count++) {
    const other = generateToken()
    tokens.splice(1, 1, sampleToken({ hash: hashToken(other) }))
    await verifier.verify(other)
  }
  const before = reads.length

  await verifier.verify(text)

  assert.equal(reads.length, before + 1)
})

function createParts(fields: Partial<Token> = {}) {
  const text = generateToken()
  const token = sampleToken({ hash: hashToken(text), ...fields })
  const tokens = [token]
  const reads: string[] = []
  const changes = createChangeFeedStub()
  const clock = { now: sampleTime }
  let gate = Promise.resolve()
  const repository: TokenRepository = {
    async findByHash(hash) {
      reads.push(hash)
      const found = tokens.find((one) => one.hash === hash)
      await gate
      return found
    },
    find: () => assert.fail(),
    list: () => assert.fail(),
    count: () => assert.fail(),
    insert: () => assert.fail(),
    revoke: () => assert.fail(),
    touch: () => assert.fail(),
  }
  return {
    verifier: createTokenVerifier(repository, changes, () => clock.now),
    reads,
    tokens,
    changes,
    clock,
    text,
    token,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return (after?: Promise<never>) => resolve(after)
    },
  }
}

async function assertRefused(verifying: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(verifying, { name: 'AppError', code })
}
