import { join } from 'node:path'
import { exampleTarget } from '../gateway/example-credential.ts'
import { anyToken, names } from '../gateway/gateway-contestants.ts'
import { startContestant, startSignpost } from '../gateway/start-server.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { startBenchPostgres } from '../servers/postgres.ts'
import type { GatewaySetup } from '../servers/signpost.ts'
import type { RunningServer } from '../servers/spawn-server.ts'

/** A server that signs a list of URLs by one request. */
export interface BatchContestant {
  readonly name: string
  readonly isOurs: boolean
  readonly server: RunningServer
  /** File of the target that batches are posted to. */
  readonly batchTargets: string
  /** File of the target that returns one URL to a GET. Contestants without it are measured for this with `gateway`. */
  readonly singleTargets?: string
}

/** Names that the targets use, besides those of `gateway`. */
export const batchNames = {
  essential: names.essential,
  express: names.express,
  leanS3: 'Express 5 + lean-s3, no token check',
  committedSqlite: names.committedSqlite,
  bufferedSqlite: names.bufferedSqlite,
  committedPostgres: names.committedPostgres,
  bufferedPostgres: names.bufferedPostgres,
} as const

/** Starts all contestants on one core. @throws Error when PostgreSQL is not installed */
export async function startBatchContestants(stand: TestStand, progress: Progress): Promise<BatchContestant[]> {
  const contestants: BatchContestant[] = []
  const batchTarget = (token: string) =>
    stand.writeTargets(`batch-${contestants.length}`, [`/awss3/signed-urls?api_token=${token}`])

  const addOther = async (name: string, file: string) => {
    const path = join(import.meta.dirname, 'contestants', file)
    const server = await startContestant(stand, path, { env: { BENCH_TOKEN: anyToken } })
    contestants.push({ name, isOurs: false, server, batchTargets: batchTarget(anyToken) })
  }

  const addOurs = async (name: string, setup: Omit<GatewaySetup, 'dataDir'>) => {
    const { server, token } = await startSignpost(stand, setup)
    const singleTargets = stand.writeTargets(`single-${contestants.length}`, [exampleTarget(token)])
    contestants.push({ name, isOurs: true, server, batchTargets: batchTarget(token), singleTargets })
  }

  progress('batch: starting the servers')
  await addOther(batchNames.essential, 'essential-batch.ts')
  await addOther(batchNames.express, 'express-sdk-batch.ts')
  await addOther(batchNames.leanS3, 'express-lean-s3-batch.ts')
  await addOurs(batchNames.committedSqlite, { durability: 'committed' })
  await addOurs(batchNames.bufferedSqlite, { durability: 'buffered' })
  const postgres = await startBenchPostgres()
  stand.atEnd(() => postgres[Symbol.asyncDispose]())
  const database = () => postgres.createDatabase()
  await addOurs(batchNames.committedPostgres, { durability: 'committed', databaseUrl: await database() })
  await addOurs(batchNames.bufferedPostgres, { durability: 'buffered', databaseUrl: await database() })
  return contestants
}
