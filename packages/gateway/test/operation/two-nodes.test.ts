import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { startS3Server } from '../../src/sandbox/s3-server.ts'
import { s3KeyPairs } from '../samples/s3-key-pairs.ts'
import { sign } from '../samples/sign.ts'
import { createToken } from '../samples/store-credential.ts'
import { createOperator, type InstallationOperator } from '../servers/installation-operator.ts'
import { type MixedLoad, narrowRate, startMixedLoad } from '../servers/mixed-load.ts'
import type { ProxiedRequest } from '../servers/nginx-server.ts'
import { runCommand } from '../servers/postgres-nodes.ts'
import { postgresPassword, query, startPostgres } from '../servers/postgres-server.ts'
import { type ProxiedNodes, startProxiedNodes } from '../servers/proxied-nodes.ts'
import { startRedis } from '../servers/redis-server.ts'
import { claimedAddress, createLedger, type RequestLedger } from '../servers/request-ledger.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

/** The minimum duration of the load, which covers one round of rotations and restarts. The variable extends it to more rounds. */
const loadSeconds = Number(process.env.TWO_NODES_SECONDS ?? 10)

const skip = skipWithout('nginx') || skipWithout('postgresql') || skipWithout('redis-server')
const bucket = 'my-bucket'
const redisPassword = 'hunter2'

/** The address of the clients. nginx and the nodes are on 127.0.0.1. */
const clientAddress = '127.0.0.2'

const redisAway = 'Redis is away'

/** Within this time after its acknowledgement, every node signs with a changed credential, in milliseconds. */
const changeMs = 2000

const title = `no request fails unexpectedly on two nodes behind nginx during ${loadSeconds} s of load, rotations and restarts`
// The last round may begin at the last moment; setting up and checking also take time.
test(title, { skip, timeout: (loadSeconds + 180) * 1000 }, async (t) => {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  const postgres = stack.use(await startPostgres())
  const redis = stack.use(await startRedis(redisPassword))
  const options = { directory: join(dir.path, 's3'), port: 0, keyPairs: s3KeyPairs }
  const s3 = stack.adopt(await startS3Server(options), (server) => server.close())
  const databaseUrl = await postgres.createDatabase()
  const operator = createOperator({
    SIGNPOST_DATABASE_URL: databaseUrl,
    SIGNPOST_REDIS_URL: redis.url,
    SIGNPOST_TRUST_PROXY: 'loopback',
    // Requests are counted, but only the token that has a rate of its own reaches its limit.
    SIGNPOST_RATE_LIMIT: '100000/s',
    SIGNPOST_BAD_TOKEN_RATE_LIMIT: '100000/s',
  })
  await operator.storeCredential(s3.endpoint)
  const nodes = stack.use(await startProxiedNodes(2, operator.env()))
  const ledger = createLedger(nodes.url, clientAddress)
  stack.defer(ledger.close)
  await waitUntil('both nodes share their rate limits', () => countLines(nodes, 'shared through Redis') === 2)
  const token = await createToken({ env: operator.env() })

  const load = await startMixedLoad({ ledger, env: operator.env, bucket })
  const startedAt = performance.now()
  const readSeconds = () => (performance.now() - startedAt) / 1000
  try {
    do await operator.rotateAll(nodes, token, bucket)
    while (readSeconds() < loadSeconds)
    await operator.dropFormerKey(nodes)
  } catch (error) {
    ledger.fail('the operator', error)
  } finally {
    await load.stop()
  }
  const seconds = readSeconds()

  report(t, { ledger, load, nodes, operator, seconds })
  assert.deepEqual(ledger.failures.slice(0, 20), [], `${ledger.failures.length} failures`)
  await checkProxy(nodes, ledger)
  await checkAuditLog(databaseUrl, ledger)
  checkAccessKeys(ledger, operator)
  await checkTokens(operator, load)
  // Each short failure of a link to Redis, as on a busy machine, lets a node count on its own.
  const lapses = countLines(nodes, redisAway)
  assert.ok((ledger.counts.get('limited 200') ?? 0) <= narrowRate.perSecond * (seconds + 2 + nodes.restarts + lapses))
  assert.ok((ledger.counts.get('limited 429') ?? 0) > 0)
  checkLogs(nodes, [postgresPassword, encodeURIComponent(postgresPassword), redisPassword, ...operator.secrets])
  await checkVault(operator)
  for (const url of nodes.nodeUrls) await sign({ url, token }, { bucket, key_name: 'last.txt' })
})

interface Run {
  readonly ledger: RequestLedger
  readonly load: MixedLoad
  readonly nodes: ProxiedNodes
  readonly operator: InstallationOperator
  readonly seconds: number
}

function report(t: TestContext, { ledger, load, nodes, operator, seconds }: Run): void {
  const rotations = operator.accessKeys.length - 1
  const { refused, broken } = countSecondTries(nodes.listRequests())
  t.diagnostic(
    `${ledger.sent} requests in ${seconds.toFixed(1)} s (${Math.round(ledger.sent / seconds)}/s), ${ledger.failures.length} failed; p50 ${ledger.percentile(0.5).toFixed(1)} ms, p99 ${ledger.percentile(0.99).toFixed(1)} ms`,
  )
  t.diagnostic(
    `${nodes.restarts} restarts, ${rotations} rotations of the master key and of the credential, ${load.createdTokens.length} tokens created, ${load.revokedTokens.length} revoked, ${load.files} files uploaded and downloaded`,
  )
  t.diagnostic(
    `nginx asked the other node ${refused} times because one did not listen, and ${broken} times because one broke its connection`,
  )
  t.diagnostic([...ledger.counts].map(([outcome, count]) => `${outcome}: ${count}`).join(', '))
}

/** Counts the requests that nginx sent to a second node because the first one accepted no connection, or broke one in use. */
function countSecondTries(requests: readonly ProxiedRequest[]): { refused: number; broken: number } {
  const first = requests.flatMap(({ attempts }) => attempts.slice(0, -1))
  const refused = first.filter(({ connected }) => !connected).length
  return { refused, broken: first.length - refused }
}

async function checkProxy(nodes: ProxiedNodes, ledger: RequestLedger): Promise<void> {
  await waitUntil('nginx has written its log', () => nodes.listRequests().length >= ledger.sent)
  const requests = nodes.listRequests()
  assert.deepEqual(
    requests.filter(({ status }) => status >= 500),
    [],
  )
  const shares = [...Map.groupBy(requests, ({ attempts }) => attempts.at(-1)?.address).values()]
  assert.equal(shares.length, 2)
  for (const share of shares) assert.ok(share.length > requests.length / 10, 'both nodes have answered requests')
}

/** At the end of a minute, the audit log may combine refusals with these statuses into one event that has a count. */
const countedStatuses: readonly number[] = [401, 429]

/** Checks that each answer has one event, unless refusals are combined, and that no event belongs to a request sent twice. */
async function checkAuditLog(databaseUrl: string, ledger: RequestLedger): Promise<void> {
  const rows = await query<{
    request_id: string
    outcome: string
    status: number
    client_address: string
    count: string
  }>(databaseUrl, 'select request_id, outcome, status, client_address, count from audit')
  const byId = Map.groupBy(rows, ({ request_id }) => request_id)
  for (const [requestId, { status }] of ledger.answers) {
    const events = (byId.get(requestId) ?? []).map((event) => [event.outcome, event.status, event.client_address])
    if (events.length === 0 && countedStatuses.includes(status)) continue
    assert.deepEqual(events, [[status === 200 ? 'allowed' : 'denied', status, clientAddress]], requestId)
  }
  assert.ok(!rows.some(({ client_address }) => client_address === claimedAddress))
  const ours = rows.filter(({ client_address }) => client_address === clientAddress)
  const answers = [...ledger.answers.values()]
  for (const isCounted of [false, true]) {
    const [events, given] = [ours, answers].map((all) =>
      all.filter(({ status }) => countedStatuses.includes(status) === isCounted),
    ) as [typeof ours, typeof answers]
    const count = events.reduce((sum, event) => sum + Number(event.count), 0)
    if (isCounted) assert.ok(count <= given.length, `${count} were counted, and ${given.length} answered`)
    else assert.equal(count, given.length, 'no event is without its answer')
  }
}

/** Checks that the former key signs nothing any more soon after a rotation was acknowledged. */
function checkAccessKeys(ledger: RequestLedger, { accessKeys }: InstallationOperator): void {
  const order = accessKeys.map(({ accessKeyId }) => accessKeyId)
  for (const { signed, sentAt } of ledger.answers.values()) {
    if (signed === undefined) continue
    const used = new URL(signed.signedUrl).searchParams.get('X-Amz-Credential')?.split('/')[0] ?? ''
    const oldest = accessKeys.findLastIndex(({ acknowledgedAt }) => sentAt > acknowledgedAt + changeMs)
    assert.ok(order.indexOf(used) >= oldest, `${used} signed although ${order[oldest]} was in use`)
  }
}

async function checkTokens(operator: InstallationOperator, load: MixedLoad): Promise<void> {
  interface Page {
    readonly tokens: readonly { readonly id: string; readonly revokedAt?: string }[]
    readonly nextCursor?: string
  }
  const known = new Map<string, Page['tokens'][number]>()
  let cursor: readonly string[] | undefined = []
  while (cursor !== undefined) {
    const page: Page = await runCommand<Page>(operator.env(), ['token', 'list', ...cursor])
    for (const token of page.tokens) known.set(token.id, token)
    cursor = page.nextCursor === undefined ? undefined : ['--cursor', page.nextCursor]
  }
  assert.deepEqual(
    load.createdTokens.filter((id) => !known.has(id)),
    [],
    'no acknowledged token is missing',
  )
  assert.deepEqual(
    load.revokedTokens.filter((id) => known.get(id)?.revokedAt === undefined),
    [],
    'no acknowledged revocation is missing',
  )
}

function checkLogs(nodes: ProxiedNodes, secrets: readonly string[]): void {
  const lines = nodes.readLogs()
  const errors = lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)
  assert.deepEqual(errors, [])
  const log = lines.join('\n')
  for (const secret of secrets) assert.ok(!log.includes(secret), 'no log contains a secret')
}

async function checkVault(operator: InstallationOperator): Promise<void> {
  const { keys } = await runCommand<{ keys: { role: string; records: number }[] }>(operator.env(), ['vault', 'status'])
  assert.deepEqual(
    keys.map(({ role, records }) => [role, records]),
    [['current', 1]],
  )
}

function countLines(nodes: ProxiedNodes, text: string): number {
  return nodes.readLogs().filter((line) => line.includes(text)).length
}
