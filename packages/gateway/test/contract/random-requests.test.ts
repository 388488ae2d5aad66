import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { operations } from '../../src/operations/registry.ts'
import { createArbitraryPost } from '../samples/arbitrary-post.ts'
import { createArbitraryRequest } from '../samples/arbitrary-request.ts'
import { readDocumentedAnswer } from '../samples/documented-answer.ts'
import { sign } from '../samples/sign.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { sendBytes } from '../servers/send-bytes.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntilReady } from '../servers/wait-until-ready.ts'

/** `npm run fault -- fuzz` sends many more. */
const requestCount = 2500
const connectionCount = 24

test('random and mutated requests never get a 500, always get JSON of the documented shape, and leave the gateway running', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({
    dataDir: dir.path,
    args: ['--sandbox'],
    env: {
      SIGNPOST_RATE_LIMIT: 'off',
      SIGNPOST_CHANGE_RATE_LIMIT: 'off',
      SIGNPOST_BAD_TOKEN_RATE_LIMIT: 'off',
      SIGNPOST_LOG_LEVEL: 'error',
    },
  })
  const { url, sandbox } = gateway.report
  const token = sandbox?.token ?? ''
  const seed = Date.now()
  const arbitrary = fc.oneof(
    { weight: 3, arbitrary: createArbitraryRequest(token) },
    { weight: 2, arbitrary: createArbitraryPost(operations, token) },
  )
  const requests = fc.sample(arbitrary, { seed, numRuns: requestCount })
  const statuses = new Map<number, number>()
  let next = 0
  async function work(): Promise<void> {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { status } = readDocumentedAnswer(await sendBytes(url, request), `seed ${seed}: ${request.slice(0, 600)}`)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: connectionCount }, work))

  // The generated requests prove something only if they reach all of these statuses.
  for (const status of [200, 400, 401, 404, 405, 413, 415]) {
    assert.ok((statuses.get(status) ?? 0) > 5, `too few answers with ${status}: ${JSON.stringify([...statuses])}`)
  }
  await waitUntilReady(url)
  await sign({ url, token }, { bucket: 'my-bucket', key_name: 'a.txt' })
  // A refusal by the store is not a fault of the gateway.
  const errors = gateway
    .logs()
    .split('\n')
    .filter((line) => /"level":[56]0/.test(line) && !line.includes('"code":"store_error"'))
  assert.deepEqual(errors, [])
})
