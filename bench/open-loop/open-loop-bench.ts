import { join } from 'node:path'
import { exampleTarget } from '../gateway/example-credential.ts'
import { anyToken, names } from '../gateway/gateway-contestants.ts'
import { startContestant, startSignpost } from '../gateway/start-server.ts'
import { setUpTestStand, type TestStand } from '../gateway/test-stand.ts'
import { generateOpenLoop } from '../load/open-loop/open-loop.ts'
import { type Cores, pinProcess } from '../measure/cores.ts'
import { readCpuSeconds } from '../measure/process-usage.ts'
import type { Progress } from '../measure/progress.ts'
import { rotateOrder } from '../measure/statistics.ts'
import type { Report } from '../report/report.ts'
import { startBenchPostgres } from '../servers/postgres.ts'
import type { RunningServer } from '../servers/spawn-server.ts'
import { type Layout, listOpenLoopTargets, type OpenLoopSample, tabulateOpenLoop } from './open-loop-report.ts'

const plan = { requestsPerSecond: 2000, seconds: 2, rounds: 3, warmUpSeconds: 2 }

/** Enough connections that a server can stand still for 50 ms without delaying the sending of requests. */
const connections = 128

/** A server that takes part. */
interface OpenLoopContestant {
  readonly name: string
  readonly server: RunningServer
  readonly targetsFile: string
}

/** `bench/open-loop`: how long a request takes when requests come at a constant rate, whether or not earlier ones are answered. */
export async function benchOpenLoop(progress: Progress): Promise<Report> {
  const stand = await setUpTestStand()
  try {
    const contestants = await startOpenLoopContestants(stand, progress)
    for (const { name, server, targetsFile } of contestants) {
      progress(`open-loop: warming up ${name}`)
      const { origin } = server
      await stand.load.generate({ origin, targetsFile, connections: 32, seconds: plan.warmUpSeconds })
    }
    const measured = new Map<Layout, ReadonlyMap<string, readonly OpenLoopSample[]>>()
    for (const [layout, cores] of listLayouts(stand)) {
      for (const { server } of contestants) if (cores !== undefined) pinProcess(server.pid, cores)
      measured.set(layout, await measureLayout(layout, contestants, progress))
    }
    return {
      part: 'open-loop',
      title: 'Requests at a constant rate',
      tables: [...measured].map(([layout, samples]) => tabulateOpenLoop(layout, samples, plan)),
      targets: [...measured].flatMap(([layout, samples]) => listOpenLoopTargets(layout, samples)),
      charts: {},
      raw: Object.fromEntries([...measured].map(([layout, samples]) => [layout, Object.fromEntries(samples)])),
    }
  } finally {
    await stand.close()
  }
}

function listLayouts({ cores }: TestStand): [Layout, Cores | undefined][] {
  if (cores === undefined) return [['unpinned', undefined]]
  return [
    ['one core', cores.server],
    ['two cores', [cores.server, cores.load]],
  ]
}

async function startOpenLoopContestants(stand: TestStand, progress: Progress): Promise<OpenLoopContestant[]> {
  progress('open-loop: starting the servers')
  const contestants: OpenLoopContestant[] = []
  const enlist = (name: string, server: RunningServer, token: string) => {
    const targetsFile = stand.writeTargets(`open-loop-${contestants.length}`, [exampleTarget(token)])
    contestants.push({ name, server, targetsFile })
  }
  const essential = join(import.meta.dirname, '../gateway/contestants/essential.ts')
  enlist(names.essential, await startContestant(stand, essential, { env: { BENCH_TOKEN: anyToken } }), anyToken)
  const postgres = await startBenchPostgres()
  stand.atEnd(() => postgres[Symbol.asyncDispose]())
  const ours = [
    [names.bufferedSqlite, 'buffered', undefined],
    [names.committedSqlite, 'committed', undefined],
    [names.bufferedPostgres, 'buffered', postgres],
    [names.committedPostgres, 'committed', postgres],
  ] as const
  for (const [name, durability, database] of ours) {
    const place = database === undefined ? {} : { databaseUrl: await database.createDatabase() }
    const { server, token } = await startSignpost(stand, { durability, ...place })
    enlist(name, server, token)
  }
  return contestants
}

async function measureLayout(
  layout: Layout,
  contestants: readonly OpenLoopContestant[],
  progress: Progress,
): Promise<ReadonlyMap<string, readonly OpenLoopSample[]>> {
  const samples = new Map(contestants.map(({ name }) => [name, [] as OpenLoopSample[]]))
  for (let round = 0; round < plan.rounds; round++) {
    for (const { name, server, targetsFile } of rotateOrder(contestants, round)) {
      progress(`open-loop: round ${round + 1} of ${plan.rounds}, ${layout}, ${name}`)
      const { requestsPerSecond, seconds } = plan
      const before = readCpuSeconds(server.pid)
      const order = { origin: server.origin, targetsFile, connections, seconds, requestsPerSecond }
      const result = await generateOpenLoop(order)
      const cpuMicroseconds = ((readCpuSeconds(server.pid) - before) * 1e6) / result.requests
      samples.get(name)?.push({ ...result, cpuMicroseconds })
    }
  }
  return samples
}
