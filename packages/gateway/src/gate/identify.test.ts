import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { sampleTime, sampleToken } from '../../test/samples/samples.ts'
import { parseRate } from '../core/rate.ts'
import { createRequestLimiter } from '../limits/request-limiter.ts'
import { generateToken, hashToken } from '../tokens/token-format.ts'
import { createTokenVerifier } from '../tokens/token-verifier.ts'
import { createKeyRing } from '../vault/key-ring.ts'

const clientAddress = '192.0.2.1'

test('once an address has used up its rate, unknown tokens from it cause no database query, and neither does a text that is not a token', async () => {
  const { identify, reads, known } = createDependencies()
  assert.equal((await identify(known)).refusal, undefined)
  for (let guess = 0; guess < 50; guess++) await identify(generateToken())

  // Its rate is two in a window, and the third is one too many.
  assert.equal(reads.length, 1 + 3)
  assert.equal((await identify(generateToken())).refusal?.code, 'rate_limited')
  assert.equal((await identify('no token')).refusal?.code, 'rate_limited')
  assert.equal(reads.length, 1 + 3)
})

test('a failure while counting is a fault of the gateway, and never a rejection', async () => {
  const fail = () => {
    throw new Error('broken')
  }
  for (const failing of [fail, async () => fail()]) {
    const limiter = {
      countToken: failing,
      countClientToken: fail,
      countChange: fail,
      countBadToken: failing,
      findExcess: () => undefined,
      close() {},
    }
    const { gate, token } = createSampleGate({ dependencies: { limiter } })

    for (const sent of [token, 'no token', undefined]) {
      const { refusal } = await gate.identify({ token: sent, clientAddress })
      assert.equal(refusal?.code, 'internal_error')
    }
  }
})

test('a known token passes from such an address, even when it has to be looked up again', async () => {
  const { identify, changes, known } = createDependencies()
  await identify(known)
  for (let guess = 0; guess < 50; guess++) await identify(generateToken())

  assert.equal((await identify(known)).token?.id, 'tok_known')
  changes.speak()
  assert.equal((await identify(known)).token?.id, 'tok_known')
})

test('a valid token that is not in memory passes from other addresses, and from that one in the next window', async () => {
  const { identify, known, clock } = createDependencies()
  for (let guess = 0; guess < 50; guess++) await identify(generateToken())
  assert.equal((await identify(known)).refusal?.headers?.['retry-after'], '2')

  clock.now += 2000
  assert.equal((await identify(known)).refusal, undefined)

  const other = createDependencies()
  for (let guess = 0; guess < 50; guess++) await other.identify(generateToken())
  assert.equal((await other.identify(other.known, '192.0.2.2')).refusal, undefined)
})

/** A gate with real limits and verification, over one stored token. */
function createDependencies() {
  const known = generateToken()
  const stored = sampleToken({ id: 'tok_known', hash: hashToken(known) })
  const reads: string[] = []
  const clock = { now: sampleTime }
  const changes = createChangeFeedStub()
  const repository = {
    async findByHash(hash: string) {
      reads.push(hash)
      return hash === stored.hash ? stored : undefined
    },
  } as Parameters<typeof createTokenVerifier>[0]
  const { gate } = createSampleGate({
    dependencies: {
      tokens: createTokenVerifier(repository, changes, () => clock.now, {
        clientTokenKeys: createKeyRing(Buffer.alloc(32)),
      }),
      limiter: createRequestLimiter({
        rate: 'off',
        clientTokenRate: 'off',
        changeRate: 'off',
        badTokenRate: parseRate('1/s:2'),
        redisUrl: undefined,
        logger: pino({ level: 'silent' }),
        clock: () => clock.now,
      }),
    },
  })
  const identify = (token: string, address = clientAddress) => gate.identify({ token, clientAddress: address })
  return { identify, reads, known, changes, clock }
}
