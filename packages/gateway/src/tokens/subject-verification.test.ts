import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { sampleTime, sampleToken } from '../../test/samples/samples.ts'
import type { TokenRepository } from '../core/ports.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { createTokenVerifier } from './token-verifier.ts'

test('the token of a subject is looked up once, and again after each change to its account', async () => {
  const token = sampleToken({ oidcSubject: 'alice', expiresAt: sampleTime + 1000 })
  const [changes, reads, clock] = [createChangeFeedStub(), [] as string[], { now: sampleTime }]
  let stored = token
  const repository: Pick<TokenRepository, 'findBySubject'> = {
    async findBySubject(subject) {
      reads.push(subject)
      return stored.oidcSubject === subject ? stored : undefined
    },
  }
  const verifier = createTokenVerifier(repository as TokenRepository, changes, () => clock.now, {
    clientTokenKeys: createKeyRing(Buffer.alloc(32)),
  })
  const verify = async (subject: string) => {
    const recalled = verifier.recallSubject(subject)
    return typeof recalled === 'string' ? verifier.lookUpSubject(subject) : recalled
  }
  const beRefused = (subject: string, code: string) => assert.rejects(verify(subject), { name: 'AppError', code })

  const verified = await verify('alice')
  assert.equal(verified.id, token.id)
  assert.equal(await verify('alice'), verified)
  await beRefused('bob', 'subject_unknown')
  assert.deepEqual(reads, ['alice', 'bob'])
  assert.equal(verifier.recallSubject('bob'), 'stranger')

  clock.now += 1000
  await beRefused('alice', 'token_expired')
  stored = { ...token, oidcSubject: 'bob' }
  changes.speak(token.accountId)
  await beRefused('alice', 'subject_unknown')
})
