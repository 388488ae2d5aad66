import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { sampleTime, sampleToken } from '../../test/samples/samples.ts'
import type { Token } from '../core/model.ts'
import type { TokenRepository } from '../core/ports.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { generateToken, hashToken } from './token-format.ts'
import { createTokenVerifier } from './token-verifier.ts'

test('a token is looked up once, and its limits are ready for use', async () => {
  const { verify, reads, text } = createDependencies({
    limits: { allow: ['upload:bkt/*'], acls: ['public-read'], maxExpiresInSeconds: 60, networks: ['10.0.0.0/8'] },
  })

  const verified = await verify(text)

  assert.equal(await verify(text), verified)
  assert.equal(reads.length, 1)
  assert.deepEqual(reads, [hashToken(text)])
  assert.equal(verified.allow?.length, 1)
  assert.deepEqual(verified.acls, ['public-read'])
  assert.equal(verified.maxExpiresInSeconds, 60)
  assert.equal(verified.networks?.includes('10.1.1.1'), true)
})

test('a token without restrictions has no limits', async () => {
  const { verify, text, token } = createDependencies()

  const { id, accountId, allow, acls, maxExpiresInSeconds, networks } = await verify(text)

  assert.deepEqual({ id, accountId }, { id: token.id, accountId: token.accountId })
  assert.deepEqual([allow, acls, maxExpiresInSeconds, networks], [undefined, undefined, undefined, undefined])
})

test('a missing token is distinguished from a wrong one', async () => {
  const { verify, reads } = createDependencies()

  await assertRefused(verify(undefined), 'token_missing')
  await assertRefused(verify(''), 'token_missing')
  for (const wrong of ['secret', generateToken().slice(1), `${generateToken()}x`]) {
    await assertRefused(verify(wrong), 'token_unknown')
  }
  assert.deepEqual(reads, [], 'a mistyped token causes no database query')
})

test('an unknown token that is stored later works at once', async () => {
  const { verify, tokens } = createDependencies()
  const text = generateToken()
  await assertRefused(verify(text), 'token_unknown')

  tokens.push(sampleToken({ hash: hashToken(text) }))

  await verify(text)
})

test('a revoked token is refused from the next message of the change feed on', async () => {
  const { verify, changes, tokens, text, token } = createDependencies()
  await verify(text)
  tokens[0] = { ...token, revokedAt: sampleTime }

  changes.speak()

  await assertRefused(verify(text), 'token_revoked')
})

test('a revocation while the token is being read is not missed', async () => {
  const { verify, changes, tokens, text, token, hold } = createDependencies()
  const release = hold()
  const reading = verify(text)
  // The read began with the old row. Then came the revocation and its announcement.
  tokens[0] = { ...token, revokedAt: sampleTime }
  changes.speak()
  release()
  await reading

  await assertRefused(verify(text), 'token_revoked')
})

test('five hundred concurrent requests look a token up once', async () => {
  const { verify, changes, reads, text } = createDependencies()
  await verify(text)
  changes.speak()

  const verified = await Promise.all(Array.from({ length: 500 }, () => verify(text)))

  assert.equal(new Set(verified).size, 1)
  assert.equal(reads.length, 2)
})

test('a request after a revocation does not get the result of a read that began before it', async () => {
  const { verify, changes, tokens, text, token, hold } = createDependencies()
  const release = hold()
  const before = verify(text)
  tokens[0] = { ...token, revokedAt: sampleTime }
  changes.speak(token.accountId)

  const after = verify(text)
  release()

  await before
  await assertRefused(after, 'token_revoked')
})

test('a failed look-up fails for every request that waits for it, and the next request starts a new one', async () => {
  const { verify, reads, text, hold } = createDependencies()
  const fail = hold()
  const waiting = [verify(text), verify(text)]
  fail(Promise.reject(new Error('the database is away')))
  for (const one of waiting) await assert.rejects(one, /away/)
  hold()()

  await verify(text)

  assert.equal(reads.length, 2)
})

test('a change in one account drops only its tokens', async () => {
  const { verify, changes, reads, text, tokens } = createDependencies()
  const other = generateToken()
  tokens.push(sampleToken({ hash: hashToken(other), accountId: 'acc_2' }))
  for (const one of [text, other]) await verify(one)

  changes.speak('acc_2')
  for (const one of [text, other, text, other]) await verify(one)

  assert.deepEqual(reads, [text, other, other].map(hashToken))
})

test('a token expires at its end, even from memory', async () => {
  const { verify, text, clock } = createDependencies({ expiresAt: sampleTime + 1000 })
  await verify(text)

  clock.now = sampleTime + 999
  await verify(text)
  clock.now = sampleTime + 1000
  await assertRefused(verify(text), 'token_expired')
})

test('a token that is revoked and expired is reported as revoked, because that was a decision', async () => {
  const { verify, text } = createDependencies({ expiresAt: 1, revokedAt: 1 })

  await assertRefused(verify(text), 'token_revoked')
})

test('memory is bounded, and an evicted token is read again', async () => {
  const { verify, reads, tokens, text } = createDependencies()
  await verify(text)
  for (let count = 0; count < 40_000; count++) {
    const other = generateToken()
    tokens.splice(1, 1, sampleToken({ hash: hashToken(other) }))
    await verify(other)
  }
  const before = reads.length

  await verify(text)

  assert.equal(reads.length, before + 1)
})

test('memory shows at once whether a token is known, was known, or is a stranger', async () => {
  const { verify, verifier, changes, tokens, text, token } = createDependencies()
  assert.equal(verifier.recall(text), 'stranger')
  const verified = await verify(text)
  assert.equal(verifier.recall(text), verified)

  changes.speak()

  assert.equal(verifier.recall(text), 'former')
  tokens[0] = { ...token, revokedAt: sampleTime }
  await assertRefused(verify(text), 'token_revoked')
  assert.equal(verifier.recall(text), 'stranger')
})

test('strangers wait for each other, and no other token waits for them', async () => {
  const { verify, changes, reads, text, hold } = createDependencies()
  await verify(text)
  changes.speak()
  const release = hold()
  const guesses = Array.from({ length: 40 }, () => assertRefused(verify(generateToken()), 'token_unknown'))

  const known = verify(text)
  assert.equal(reads.length, 1 + 1 + 1, 'the first use, one of the strangers, and the token that was known')
  release()
  await known
  await Promise.all(guesses)

  assert.equal(reads.length, 2 + 40)
})

function createDependencies(fields: Partial<Token> = {}) {
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
    findBySubject: () => assert.fail(),
    list: () => assert.fail(),
    listByName: () => assert.fail(),
    listExpiring: () => assert.fail(),
    count: () => assert.fail(),
    insert: () => assert.fail(),
    insertIfAbsent: () => assert.fail(),
    update: () => assert.fail(),
    revoke: () => assert.fail(),
    touch: () => assert.fail(),
  }
  const verifier = createTokenVerifier(repository, changes, () => clock.now, {
    clientTokenKeys: createKeyRing(Buffer.alloc(32)),
    strangersAtOnce: 1,
  })
  return {
    verifier,
    /** Verifies a token the way the gate does. */
    async verify(token: string | undefined) {
      const recalled = verifier.recall(token)
      return typeof recalled === 'string' ? verifier.lookUp(token as string) : recalled
    },
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
