import { statSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../../bench/measure/statistics.ts'
import type { AuditEntry } from '../../packages/gateway/src/core/model.ts'
import { sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { generateToken } from '../../packages/gateway/src/tokens/token-format.ts'
import { ask, type Signer } from '../../packages/gateway/test/samples/sign.ts'
import { askThrough } from '../../packages/gateway/test/servers/ask-repeatedly.ts'
import { query, startPostgres } from '../../packages/gateway/test/servers/postgres-server.ts'
import { scrape } from '../../packages/gateway/test/servers/scrape.ts'
import type { ClaimResult, Fault, FaultSize, FaultTools } from '../fault.ts'
import { claimAnswers, claimAtMost, claimAuditRows, claimLog, claimOrderlyEnd, claimWaits } from '../stand/claims.ts'
import { floodWithBadTokens } from '../stand/flood.ts'
import { createInstallation, firstBucket, type Installation } from '../stand/installation.ts'
import { createJournal, formatCount, type NotedAnswer, signedOutcome } from '../stand/journal.ts'

/** The default limit of a gateway; the gateways of tests have none. */
const env = { SIGNPOST_BAD_TOKEN_RATE_LIMIT: '10/s' }

/** How many connections the flood uses. The gateway answers the requests of each connection in order. */
const connections = 4

/** How long the flood lasts, and how long the valid client is measured without it before. */
const durationMs = { full: 20_000, short: 1500 } as const

/** Connections with only invalid tokens, on SQLite. */
export const floodOnSqlite: Fault = {
  name: 'anonymous-flood-sqlite',
  what: 'requests with unknown tokens, hundreds in flight on each connection, beside a client with a valid token',
  async run(size, tools) {
    await using installation = await createInstallation({ env })
    const readBytes = async () => statSync(join(installation.dataDir, sqliteFileName)).size
    return await flood(installation, size, tools, { readBytes })
  },
}

/** The same on PostgreSQL, after a time in which the table of tokens is locked. */
export const floodOnPostgres: Fault = {
  name: 'anonymous-flood-postgres',
  what: 'the same on PostgreSQL, and forty look-ups of unknown tokens that hang',
  needs: ['postgresql'],
  async run(size, tools) {
    await using postgres = await startPostgres()
    const databaseUrl = await postgres.createDatabase()
    await using installation = await createInstallation({ databaseUrl, env })
    const readBytes = async () => {
      const [row] = await query<{ bytes: string }>(databaseUrl, 'select pg_database_size(current_database()) as bytes')
      return Number(row?.bytes)
    }
    return await flood(installation, size, tools, {
      readBytes,
      before: (signer) => hangLookUps(databaseUrl, signer, tools),
    })
  },
}

interface FloodStand {
  /** Reads the size of the database. */
  readBytes(): Promise<number>
  /** Makes further claims before the flood. */
  before?(signer: Signer): Promise<readonly ClaimResult[]>
}

async function flood(
  installation: Installation,
  size: FaultSize,
  { progress }: FaultTools,
  { readBytes, before = async () => [] }: FloodStand,
): Promise<readonly ClaimResult[]> {
  const { token } = await installation.createToken('good')
  await using gateway = await installation.start()
  const { url, metrics } = gateway.report
  const signer = { url, token }
  await askForAWhile(signer, 500)
  const findingsBefore = await before(signer)
  progress('a good client alone')
  const alone = await askForAWhile(signer, durationMs[size])
  const bytesBefore = await readBytes()
  const deniedBefore = await countDenied(metrics)
  const startedAt = Date.now()
  progress('the same during the flood')
  const [beside, ...answers] = await Promise.all([
    askForAWhile(signer, durationMs[size]),
    ...Array.from({ length: connections }, () => floodWithBadTokens(url, durationMs[size])),
  ])
  const answered = answers.reduce((sum, count) => sum + count, 0)
  const denied = (await countDenied(metrics)) - deniedBefore
  const end = await gateway.stop('SIGTERM')
  const grownBytes = (await readBytes()) - bytesBefore
  const refusals = await readRefusals(installation, startedAt)
  const counted = refusals.reduce((sum, { count = 1 }) => sum + count, 0)
  const rowBound = 50 + (20 * durationMs[size]) / 1000
  const byteBound = 500_000 + 600 * (rowBound + beside.length)
  return [
    ...findingsBefore,
    { claim: 'it is a flood', holds: answered > 3 * rowBound, figure: `${formatCount(answered)} refused requests` },
    claimAtMost('it fills few rows', { value: refusals.length, bound: rowBound, unit: 'rows of refusals' }),
    claimAtMost('it fills little of the disk', { value: grownBytes, bound: byteBound, unit: 'bytes more' }),
    {
      claim: 'every refusal is counted, in the log and in the metrics',
      holds: counted === answered && denied === answered,
      figure: `${formatCount(counted)} in the log, ${formatCount(denied)} in the metrics`,
    },
    claimAnswers([...alone, ...beside], [signedOutcome]),
    claimSlowdown('the median wait of the valid client', { part: 0.5, restMs: 20, alone, beside }),
    claimSlowdown('the 99th percentile of its waits', { part: 0.99, restMs: 250, alone, beside }),
    await claimAuditRows(installation, [...alone, ...beside]),
    claimLog([gateway.logs()], ['unavailable']),
    claimOrderlyEnd(end),
  ]
}

/** How many look-ups hang: four times as many as the pool has connections. */
const hangingLookUps = 40

/** Locks the table of tokens for a while, as a badly written migration does, while clients with unknown tokens keep coming. */
async function hangLookUps(
  databaseUrl: string,
  { url, token }: Signer,
  { progress }: FaultTools,
): Promise<readonly ClaimResult[]> {
  progress(`${hangingLookUps} look-ups on a locked table`)
  const lock = 'do $$ begin lock table tokens in access exclusive mode; perform pg_sleep(3); end $$'
  const locked = query(databaseUrl, lock)
  await sleep(200)
  const strangers = Array.from({ length: hangingLookUps }, async () => {
    const response = await ask({ url, token: generateToken() }, { bucket: firstBucket, key_name: 'a' })
    await response.body?.cancel()
    return response.status
  })
  await sleep(200)
  const known = await askForAWhile({ url, token }, 2000)
  await locked
  const statuses = await Promise.all(strangers)
  return [
    {
      claim: 'a known token does not wait for the hanging look-ups of unknown tokens',
      holds: known.length > 0 && known.every(({ outcome }) => outcome === signedOutcome),
      figure: `${formatCount(known.length)} requests, and ${hangingLookUps} strangers: ${[...new Set(statuses)].join(', ')}`,
    },
    claimWaits(known, 500),
  ]
}

const pauseMs = 5

/** Asks for a URL every few milliseconds, as one client. */
async function askForAWhile(signer: Signer, forMs: number): Promise<readonly NotedAnswer[]> {
  const { answers, note } = createJournal()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const endsAt = performance.now() + forMs
  while (performance.now() < endsAt) {
    note(await askThrough(agent, { signer, query: `bucket=${firstBucket}&key_name=good` }))
    await sleep(pauseMs)
  }
  agent.destroy()
  return answers
}

/** The factor by which a flood that keeps a core busy may lengthen waits. `restMs` is a difference too small to matter. */
const slowdownRatio = 5

interface Slowdown {
  /** The quantile of the waits: 0.5 is the median. */
  readonly part: number
  readonly restMs: number
  readonly alone: readonly NotedAnswer[]
  readonly beside: readonly NotedAnswer[]
}

function claimSlowdown(what: string, { part, restMs, alone, beside }: Slowdown): ClaimResult {
  const [own, value] = [findQuantile(alone, part), findQuantile(beside, part)]
  const bound = slowdownRatio * own + restMs
  const figure = `${own.toFixed(1)} ms alone, ${value.toFixed(1)} ms beside it, of ${bound.toFixed(1)} at most`
  return { claim: `${what} is not much longer during the flood`, holds: value <= bound, figure }
}

function findQuantile(answers: readonly NotedAnswer[], part: number): number {
  const waits = answers.map(({ sentAt, endedAt }) => endedAt - sentAt).toSorted((one, other) => one - other)
  return part === 0.5 ? median(waits) : (waits[Math.floor(part * waits.length)] ?? Number.POSITIVE_INFINITY)
}

async function countDenied(metrics: string | undefined): Promise<number> {
  const found = (await scrape(metrics)).find('signpost_requests_total', { operation: 'signed_url', outcome: 'denied' })
  return found ?? 0
}

/** Reads the refusals of requests without a known token. */
async function readRefusals(installation: Installation, since: number): Promise<readonly AuditEntry[]> {
  const { audit, close } = await installation.openDatabase()
  const nobodys = { accountId: undefined, outcome: 'denied', since } as const
  const refusals = await audit.list({ ...nobodys, order: 'oldest', limit: 1_000_000 })
  await close()
  return refusals
}
