import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  answerError,
  respondWithManners,
  type StoreManners,
  storeManners,
  toS3Response,
} from '../../test/samples/guarded-store.ts'
import { createTarget } from '../../test/servers/scripted-s3.ts'
import type { Guard } from '../core/model.ts'
import { createCircuitBreakers } from './circuit-breaker.ts'
import { askGuard } from './guard-probe.ts'
import { createS3Caller } from './s3-caller.ts'
import type { SignedS3Request } from './s3-client.ts'
import { S3Unreachable } from './s3-error.ts'
import type { S3Response } from './s3-request.ts'

const now = Date.UTC(2026, 10, 26)
const target = createTarget('https://s3.example.com')

async function ask(answer: (request: SignedS3Request) => S3Response) {
  const sent: SignedS3Request[] = []
  const client = {
    async send(request: SignedS3Request) {
      sent.push(request)
      return answer(request)
    },
    close: async () => {},
  }
  const caller = createS3Caller(
    client,
    createCircuitBreakers(() => now),
  )
  return { guard: await askGuard(caller, target, { bucket: 'my-bucket', now, region: undefined }), sent }
}

const denied = answerError(403, 'AccessDenied')

const cases: readonly [store: string, manners: StoreManners, guard: Guard | undefined][] = [
  ['AWS', storeManners.aws, 'refuses'],
  ['the sandbox', storeManners.sandbox, 'refuses'],
  ['Ceph', storeManners.ceph, 'signed-away'],
  ['MinIO, which refuses only metadata', storeManners.minio, 'open'],
  ['a store that refuses only copies', storeManners.juice, 'open'],
  ['a store that refuses nothing', storeManners.open, 'open'],
  ['a store that does not look at signatures', storeManners.anything, undefined],
]
for (const [store, manners, guard] of cases) {
  test(`the guard of ${store} is ${guard ?? 'unknown'}`, async () => {
    assert.equal((await ask((request) => respondWithManners(request, manners))).guard, guard)
  })

  test(`keys that may not list see the same guard: ${store}`, async () => {
    const denying = { ...manners, answer: denied }
    assert.equal((await ask((request) => respondWithManners(request, denying))).guard, guard)
  })
}

test('the probe only lists, with headers that mean nothing to a listing', async () => {
  const { sent } = await ask((request) => respondWithManners(request, storeManners.ceph))

  assert.deepEqual([...new Set(sent.map(({ method }) => method))], ['GET'])
  assert.deepEqual([...new Set(sent.map(({ url }) => new URL(url).searchParams.get('list-type')))], ['2'])
  assert.ok(sent.every(({ body }) => body === undefined))
})

test('an error before the store checks the signature says nothing about the guard', async () => {
  assert.equal((await ask(() => toS3Response(answerError(404, 'NoSuchBucket')))).guard, undefined)
  assert.equal((await ask(() => toS3Response(answerError(503, 'SlowDown')))).guard, undefined)
})

test('a store that does not answer, from the first or a later question on, says nothing about the guard', async () => {
  for (let answered = 0; answered < 8; answered++) {
    let count = 0
    const { guard } = await ask((request) => {
      if (count++ >= answered) throw new S3Unreachable()
      return respondWithManners(request, storeManners.ceph)
    })
    assert.equal(guard, undefined, `${answered} answers`)
  }
})
