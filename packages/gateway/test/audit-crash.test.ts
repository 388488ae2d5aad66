import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openSqliteStore } from '../src/store/open-sqlite-store.ts'
import { startGateway } from './gateway-process.ts'
import { readSignpost } from './run-signpost.ts'
import { ask, type Signer } from './sign.ts'
import { makeTempDir } from './temp-dir.ts'
import { waitUntil } from './wait-until.ts'

const rounds = 10
const clients = 32

interface CreatedToken {
  readonly id: string
  readonly token: string
}

// Twenty starts of a process take their time on a busy machine.
const timeout = 180_000

test('kill -9 under load, ten times, loses no event of a URL that a client received, and no token', {
  timeout,
}, async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const identity = ['--access-key-id', 'AKIAIOSFODNN7EXAMPLE', '--region', 'eu-central-1']
  await readSignpost(['credential', 'add', 'aws', ...identity], { dataDir, input: 'a-secret' })
  const createToken = (name: string) => readSignpost<CreatedToken>(['token', 'create', name], { dataDir })
  const tokens = [await createToken('first')]
  const received: string[] = []

  for (let round = 0; round < rounds; round++) {
    await using gateway = await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } })
    // The token of the last round, which was made while the gateway of that round was killed.
    const signer = { url: gateway.report.url, token: tokens.at(-1)?.token ?? '' }
    const before = received.length
    const load = Promise.all(Array.from({ length: clients }, () => askUntilCut(signer, received)))
    const creating = createToken(`of-round-${round}`)
    await waitUntil('answers come in', () => received.length > before + clients)
    await wait(Math.random() * 300)
    await gateway.stop('SIGKILL')
    await load
    tokens.push(await creating)
  }

  const store = await openSqliteStore(dataDir)
  const recorded = new Set(await readSignedRequestIds(store))
  const known = new Set((await store.tokens.list((await findAccountId(store)) ?? '')).map(({ id }) => id))
  await store.close()
  const lost = received.filter((requestId) => !recorded.has(requestId))
  assert.deepEqual(lost, [], `${lost.length} of ${received.length} events are lost`)
  assert.deepEqual(
    tokens.filter(({ id }) => !known.has(id)),
    [],
  )
})

/** Asks for one URL after the other until the gateway is gone, and notes the request ids of those that came whole. */
async function askUntilCut(signer: Signer, received: string[]): Promise<void> {
  for (;;) {
    try {
      const response = await ask(signer, { bucket: 'my-bucket', key_name: 'files/a.txt' })
      await response.text()
      assert.equal(response.status, 200)
      received.push(response.headers.get('x-request-id') ?? '')
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return
    }
  }
}

type SqliteStore = Awaited<ReturnType<typeof openSqliteStore>>

async function findAccountId({ accounts }: SqliteStore): Promise<string | undefined> {
  return (await accounts.findByName('default'))?.id
}

async function readSignedRequestIds(store: SqliteStore): Promise<string[]> {
  const accountId = await findAccountId(store)
  const entries = await store.audit.list({ accountId, outcome: 'signed', order: 'oldest', limit: 1_000_000 })
  return entries.map(({ requestId }) => requestId)
}
