import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startRedis } from '../../packages/gateway/test/servers/redis-server.ts'
import { installPackages } from '../measure/install-packages.ts'
import type { Progress } from '../measure/progress.ts'
import { type Absence, beginOrMiss } from '../report/absence.ts'
import { startBenchPostgres } from '../servers/postgres.ts'
import type { GatewaySetup } from '../servers/signpost.ts'
import type { RunningServer } from '../servers/spawn-server.ts'
import { exampleTarget } from './example-credential.ts'
import { startContestant, startSignpost } from './start-server.ts'
import type { TestStand } from './test-stand.ts'

/** A server that takes part. */
export interface GatewayContestant {
  readonly name: string
  readonly isOurs: boolean
  readonly server: RunningServer
  /** File of the request targets for it. */
  readonly targetsFile: string
}

/** A token as long as Signpost's. */
export const anyToken = `at_${'A1b2C3d4E5f'.repeat(3)}`

/** Names that the targets use. */
export const names = {
  constant: 'constant (bare node:http)',
  essential: 'essential (bare node:http)',
  fastify: 'bare Fastify',
  express: 'Express 5 + AWS SDK, no token check',
  companion: '@uppy/companion',
  committedSqlite: 'Signpost: committed, SQLite',
  bufferedSqlite: 'Signpost: buffered, SQLite',
  committedPostgres: 'Signpost: committed, PostgreSQL',
  bufferedPostgres: 'Signpost: buffered, PostgreSQL',
  redis: 'Signpost: buffered, SQLite, Redis limits',
} as const

/** Starts all contestants on one core. All of them are idle, except the one being measured. */
export async function startContestants(stand: TestStand, progress: Progress) {
  const contestants: GatewayContestant[] = []
  const absences: Absence[] = []

  const enlist = (name: string, server: RunningServer, target: string) => {
    const targetsFile = stand.writeTargets(`targets-${contestants.length}`, [target])
    contestants.push({ name, isOurs: name.startsWith('Signpost'), server, targetsFile })
  }

  /** Starts a contestant that needs something that may be missing. If it is, the contestant does not take part. */
  const tryTo = async (name: string, start: () => Promise<void>) => {
    progress(`gateway: starting ${name}`)
    await beginOrMiss(absences, name, start)
  }

  const addOurs = async (name: string, setup: Omit<GatewaySetup, 'dataDir'>) => {
    const { server, token } = await startSignpost(stand, setup)
    enlist(name, server, exampleTarget(token))
  }

  const addOther = async (name: string, file: string, { target = exampleTarget(anyToken), env = {} } = {}) => {
    enlist(name, await startContestant(stand, join(import.meta.dirname, 'contestants', file), { env }), target)
  }

  progress('gateway: starting the servers')
  await addOurs(names.committedSqlite, { durability: 'committed' })
  await addOurs(names.bufferedSqlite, { durability: 'buffered' })
  await tryTo(names.committedPostgres, async () => {
    const postgres = await startBenchPostgres()
    stand.atEnd(() => postgres[Symbol.asyncDispose]())
    await addOurs(names.committedPostgres, {
      durability: 'committed',
      databaseUrl: await postgres.createDatabase(),
    })
    await addOurs(names.bufferedPostgres, {
      durability: 'buffered',
      databaseUrl: await postgres.createDatabase(),
    })
  })
  await tryTo(names.redis, async () => {
    const redis = await startRedis()
    stand.atEnd(() => redis[Symbol.asyncDispose]())
    await addOurs(names.redis, { durability: 'buffered', redisUrl: redis.url })
  })
  const env = { BENCH_ANSWER: await fetchAnswer(contestants), BENCH_TOKEN: anyToken }
  await addOther(names.constant, 'constant.ts', { env })
  await addOther(names.essential, 'essential.ts', { env: { BENCH_TOKEN: env.BENCH_TOKEN } })
  await addOther(names.fastify, 'bare-fastify.ts', { env })
  await addOther(names.express, 'express-sdk.ts')
  await tryTo(names.companion, async () => {
    const target = '/s3/params?filename=report.pdf&type=application%2Fpdf'
    await addOther(names.companion, 'companion.ts', {
      target,
      env: { BENCH_COMPANION_DIR: await installPackages('companion') },
    })
  })
  const order: readonly string[] = Object.values(names)
  return { contestants: contestants.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)), absences }
}

/** Fetches an answer of Signpost, which gives the contestants that only send one its size. */
async function fetchAnswer([first]: readonly GatewayContestant[]): Promise<string> {
  if (first === undefined) throw new Error('No gateway was started')
  const answer = await fetch(first.server.origin + readFileSync(first.targetsFile, 'utf8').trim())
  return answer.text()
}
