import { exampleTarget } from '../gateway/example-credential.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import { readCpuSeconds } from '../measure/process-usage.ts'
import type { Progress } from '../measure/progress.ts'
import { median, medianRatio } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'
import type { PostgresServer } from '../servers/postgres.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import type { RunningServer } from '../servers/spawn-server.ts'

const nodeCounts = [1, 2, 4]
const connections = 32
const rounds = 4
const seconds = 2

/** Several nodes at once, in one round. */
interface NodesSample {
  readonly requestsPerSecond: number
  readonly nodeMicroseconds: number
  readonly postgresMicroseconds: number
}

/** What a request costs when several nodes share one PostgreSQL. They share a core, too, so that costs can be compared. */
export async function measureNodes(stand: TestStand, postgres: PostgresServer, progress: Progress) {
  const databaseUrl = await postgres.createDatabase('nodes')
  const setup = { dataDir: stand.makeDir('nodes'), durability: 'committed', databaseUrl } as const
  progress('scale: starting 4 nodes')
  const token = await prepareGateway(setup, stand.s3Endpoint)
  const targetsFile = stand.writeTargets('nodes', [exampleTarget(token)])
  const nodes: RunningServer[] = []
  for (let index = 0; index < Math.max(...nodeCounts); index++) {
    const node = await startGateway(setup, stand.cores?.server)
    stand.atEnd(() => node.stop())
    nodes.push(node)
    await stand.load.generate({ origin: node.origin, targetsFile, connections, seconds: 2 })
  }
  const samples = new Map(nodeCounts.map((count) => [count, [] as NodesSample[]]))
  for (let round = 0; round < rounds; round++) {
    for (const [count, own] of samples) {
      progress(`scale: round ${round + 1} of ${rounds}, ${count} nodes`)
      own.push(await sample(stand, { nodes: nodes.slice(0, count), postgres, targetsFile }))
    }
  }
  for (const node of nodes) await node.stop()
  return { table: tabulate(samples), targets: [compareCosts(samples)], raw: Object.fromEntries(samples) }
}

async function sample(
  stand: TestStand,
  { nodes, postgres, targetsFile }: { nodes: readonly RunningServer[]; postgres: PostgresServer; targetsFile: string },
): Promise<NodesSample> {
  const readCosts = () => ({
    nodes: nodes.reduce((sum, { pid }) => sum + readCpuSeconds(pid), 0),
    postgres: readCpuSeconds(postgres.pid, { withChildren: true }),
  })
  const before = readCosts()
  const share = { targetsFile, connections, seconds }
  const results = await Promise.all(nodes.map(({ origin }) => stand.load.generate({ origin, ...share })))
  const after = readCosts()
  const requests = results.reduce((sum, result) => sum + result.requests, 0)
  return {
    requestsPerSecond: results.reduce((sum, result) => sum + result.requestsPerSecond, 0),
    nodeMicroseconds: ((after.nodes - before.nodes) * 1e6) / requests,
    postgresMicroseconds: ((after.postgres - before.postgres) * 1e6) / requests,
  }
}

function compareCosts(samples: ReadonlyMap<number, readonly NodesSample[]>): Target {
  const costs = [4, 1].map((count) =>
    (samples.get(count) ?? []).map(
      ({ nodeMicroseconds, postgresMicroseconds }) => nodeMicroseconds + postgresMicroseconds,
    ),
  )
  const reached = medianRatio(costs[0] ?? [], costs[1] ?? [])
  return { what: 'processor time of a request, four nodes to one', kind: 'at most', bound: 1.1, reached, unit: '×' }
}

function tabulate(samples: ReadonlyMap<number, readonly NodesSample[]>): Table {
  return {
    title: 'Nodes on one PostgreSQL',
    columns: ['nodes', 'requests/s, all together', 'CPU µs, nodes', 'CPU µs, PostgreSQL'],
    rows: [...samples].map(([count, own]) => [
      String(count),
      ...(['requestsPerSecond', 'nodeMicroseconds', 'postgresMicroseconds'] as const).map((field) =>
        formatNumber(median(own.map((one) => one[field]))),
      ),
    ]),
    note: `Committed audit, ${connections} connections to each node. All nodes share one core: what matters is the processor time of one request, which must not grow with their number.`,
  }
}
