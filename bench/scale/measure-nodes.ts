import type { PostgresServer } from '../../packages/gateway/test/servers/postgres-server.ts'
import { exampleTarget } from '../gateway/example-credential.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import { generateSteadyLoad } from '../load/autocannon.ts'
import type { LoadResult } from '../load/load-result.ts'
import { readCpuSeconds } from '../measure/process-usage.ts'
import type { Progress } from '../measure/progress.ts'
import { median, medianRatio } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import type { RunningServer } from '../servers/spawn-server.ts'

const nodeCounts = [1, 2, 4]
const rounds = 3

/** The load for each node, whatever their number. */
interface NodeLoad {
  readonly name: string
  generate(origin: string): Promise<LoadResult>
}

/** One measurement of several nodes at once. */
interface NodesSample {
  readonly requestsPerSecond: number
  readonly nodeMicroseconds: number
  readonly postgresMicroseconds: number
}

/** The samples by the number of nodes, round by round. */
type NodesSamples = ReadonlyMap<number, readonly NodesSample[]>

/** Measures what a request costs when several nodes share one PostgreSQL. They also share a core, so that costs can be compared. */
export async function measureNodes(stand: TestStand, postgres: PostgresServer, progress: Progress) {
  const databaseUrl = await postgres.createDatabase()
  const setup = { dataDir: stand.makeDir('nodes'), durability: 'committed', databaseUrl } as const
  progress('scale: starting 4 nodes')
  const token = await prepareGateway(setup, stand.s3Endpoint)
  const targetsFile = stand.writeTargets('nodes', [exampleTarget(token)])
  const steady: NodeLoad = {
    name: '1,000 requests/s for each node',
    generate: (origin) =>
      generateSteadyLoad({ origin, targetsFile, connections: 8, seconds: 3, requestsPerSecond: 1000 }),
  }
  const saturated: NodeLoad = {
    name: 'as fast as they can, 32 connections to each node',
    generate: (origin) => stand.load.generate({ origin, targetsFile, connections: 32, seconds: 2 }),
  }
  const nodes: RunningServer[] = []
  for (let index = 0; index < Math.max(...nodeCounts); index++) {
    const node = await startGateway(setup, stand.cores?.server)
    stand.atEnd(() => node.stop())
    nodes.push(node)
    await saturated.generate(node.origin)
  }
  const measured = new Map<NodeLoad, NodesSamples>()
  for (const load of [steady, saturated]) {
    measured.set(load, await measureUnder(load, { nodes, postgres, progress }))
  }
  for (const node of nodes) await node.stop()
  return {
    table: tabulate(measured),
    raw: Object.fromEntries([...measured].map(([{ name }, samples]) => [name, Object.fromEntries(samples)])),
  }
}

async function measureUnder(
  load: NodeLoad,
  stage: { nodes: readonly RunningServer[]; postgres: PostgresServer; progress: Progress },
): Promise<NodesSamples> {
  const samples = new Map(nodeCounts.map((count) => [count, [] as NodesSample[]]))
  for (let round = 0; round < rounds; round++) {
    for (const [count, own] of samples) {
      stage.progress(`scale: round ${round + 1} of ${rounds}, nodes: ${count}, ${load.name}`)
      own.push(await sample(load, stage.nodes.slice(0, count), stage.postgres))
    }
  }
  return samples
}

async function sample(load: NodeLoad, nodes: readonly RunningServer[], postgres: PostgresServer): Promise<NodesSample> {
  const readCosts = () => ({
    nodes: nodes.reduce((sum, { pid }) => sum + readCpuSeconds(pid), 0),
    postgres: readCpuSeconds(postgres.pid(), { withChildren: true }),
  })
  const before = readCosts()
  const results = await Promise.all(nodes.map(({ origin }) => load.generate(origin)))
  const after = readCosts()
  const requests = results.reduce((sum, result) => sum + result.requests, 0)
  return {
    requestsPerSecond: results.reduce((sum, result) => sum + result.requestsPerSecond, 0),
    nodeMicroseconds: ((after.nodes - before.nodes) * 1e6) / requests,
    postgresMicroseconds: ((after.postgres - before.postgres) * 1e6) / requests,
  }
}

/** Compares the processor time of a request, of nodes and PostgreSQL together. */
function compareCosts(own: readonly NodesSample[], single: readonly NodesSample[]): number {
  const [costs, baseline] = [own, single].map((samples) =>
    samples.map(({ nodeMicroseconds, postgresMicroseconds }) => nodeMicroseconds + postgresMicroseconds),
  )
  return medianRatio(costs ?? [], baseline ?? [])
}

function tabulate(measured: ReadonlyMap<NodeLoad, NodesSamples>): Table {
  return {
    title: 'Nodes on one PostgreSQL',
    columns: ['load', 'nodes', 'requests/s, all together', 'CPU µs, nodes', 'CPU µs, PostgreSQL', 'both, to one node'],
    rows: [...measured].flatMap(([{ name }, samples]) =>
      [...samples].map(([count, own]) => [
        name,
        String(count),
        ...(['requestsPerSecond', 'nodeMicroseconds', 'postgresMicroseconds'] as const).map((field) =>
          formatNumber(median(own.map((one) => one[field]))),
        ),
        formatNumber(compareCosts(own, samples.get(1) ?? [])),
      ]),
    ),
    note: 'Committed audit. All nodes share one core. The fuller the core, the more often nodes take it and its caches from each other in the middle of their work, and a request costs more for this reason alone. The next table has counts that a busy core does not change.',
  }
}
