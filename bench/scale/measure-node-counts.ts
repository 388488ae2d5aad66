import { join } from 'node:path'
import { query } from '../../packages/gateway/test/servers/postgres-server.ts'
import { exampleTarget } from '../gateway/example-credential.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import { generateOpenLoop } from '../load/open-loop/open-loop.ts'
import { readContextSwitches } from '../measure/process-usage.ts'
import type { Progress } from '../measure/progress.ts'
import { countSystemCalls } from '../measure/system-calls.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'
import { startBenchPostgres } from '../servers/postgres.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import type { RunningServer } from '../servers/spawn-server.ts'

const nodeCounts = [1, 4] as const
const seconds = 3

/** A lower rate, because a traced process is several times slower. */
const tracedPerSecond = 250
const untracedPerSecond = 1000

/** The counts per request; NaN for a count that is not available. */
interface RequestCounts {
  readonly systemCalls: number
  readonly statements: number
  readonly pages: number
  readonly voluntary: number
  readonly involuntary: number
}

/** Counts what a request asks of the system and of PostgreSQL, with one node and with four. A busy core does not change these counts. */
export async function measureNodeCounts(stand: TestStand, progress: Progress) {
  const postgres = await startBenchPostgres(['shared_preload_libraries=pg_stat_statements'])
  stand.atEnd(() => postgres[Symbol.asyncDispose]())
  const databaseUrl = await postgres.createDatabase()
  await query(databaseUrl, 'create extension pg_stat_statements')
  const setup = { dataDir: stand.makeDir('node-counts'), durability: 'committed', databaseUrl } as const
  progress('scale: starting 4 nodes to count')
  const token = await prepareGateway(setup, stand.s3Endpoint)
  const targetsFile = stand.writeTargets('node-counts', [exampleTarget(token)])
  const nodes: RunningServer[] = []
  const ask = (asked: readonly RunningServer[], requestsPerSecond: number) =>
    Promise.all(
      asked.map(({ origin }) => generateOpenLoop({ origin, targetsFile, connections: 32, seconds, requestsPerSecond })),
    )
  for (let index = 0; index < Math.max(...nodeCounts); index++) {
    const node = await startGateway(setup, stand.cores?.server)
    stand.atEnd(() => node.stop())
    nodes.push(node)
  }
  await ask(nodes, untracedPerSecond)
  const counts: RequestCounts[] = []
  for (const count of nodeCounts) {
    progress(`scale: counting what a request asks for, nodes: ${count}`)
    counts.push(await countRequest(nodes.slice(0, count), { ask, databaseUrl, dir: stand.makeDir('strace') }))
  }
  for (const node of nodes) await node.stop()
  return {
    table: tabulate(counts),
    targets: listTargets(counts),
    raw: Object.fromEntries(nodeCounts.map((count, index) => [count, counts[index]])),
  }
}

interface Counting {
  readonly databaseUrl: string
  readonly dir: string
  ask(nodes: readonly RunningServer[], requestsPerSecond: number): Promise<readonly { readonly requests: number }[]>
}

async function countRequest(
  nodes: readonly RunningServer[],
  { ask, databaseUrl, dir }: Counting,
): Promise<RequestCounts> {
  const pids = nodes.map(({ pid }) => pid)
  const sumSwitches = (kind: 'voluntary' | 'involuntary') =>
    pids.reduce((sum, pid) => sum + readContextSwitches(pid)[kind], 0)
  const read = async () => ({
    ...(await readStatements(databaseUrl)),
    voluntary: sumSwitches('voluntary'),
    involuntary: sumSwitches('involuntary'),
  })
  const before = await read()
  const requests = sumRequests(await ask(nodes, untracedPerSecond))
  const after = await read()
  const each = (name: keyof typeof before) => (after[name] - before[name]) / requests
  let traced = 0
  const calls = await countSystemCalls(pids, join(dir, 'summary.txt'), async () => {
    traced = sumRequests(await ask(nodes, tracedPerSecond))
  })
  const systemCalls = [...(calls?.values() ?? [Number.NaN])].reduce((sum, one) => sum + one, 0) / traced
  return {
    systemCalls,
    statements: each('statements'),
    pages: each('pages'),
    voluntary: each('voluntary'),
    involuntary: each('involuntary'),
  }
}

function sumRequests(results: readonly { readonly requests: number }[]): number {
  return results.reduce((sum, { requests }) => sum + requests, 0)
}

interface StatementCounts {
  readonly statements: number
  readonly pages: number
}

/** Reads the statements of this database since its server started. https://www.postgresql.org/docs/current/pgstatstatements.html */
async function readStatements(databaseUrl: string): Promise<StatementCounts> {
  const statement = `select sum(calls)::float8 as statements,
    sum(shared_blks_hit + shared_blks_read)::float8 as pages
    from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())`
  const [row] = await query<StatementCounts>(databaseUrl, statement)
  if (row === undefined) throw new Error('PostgreSQL does not count statements')
  return row
}

function listTargets([one, four]: readonly RequestCounts[]): Target[] {
  const counted = [
    ['system calls', 'systemCalls'],
    ['statements in PostgreSQL', 'statements'],
  ] as const
  return counted.map(([name, field]) => ({
    what: `${name} of a request, four nodes to one, the same load for each node`,
    kind: 'at most',
    bound: 1.1,
    reached: (four?.[field] ?? Number.NaN) / (one?.[field] ?? Number.NaN),
    unit: '×',
  }))
}

function tabulate([one, four]: readonly RequestCounts[]): Table {
  const counted: readonly (readonly [string, keyof RequestCounts])[] = [
    ['system calls of the nodes', 'systemCalls'],
    ['statements in PostgreSQL', 'statements'],
    ['pages that they touch', 'pages'],
    ['times a node waits for something', 'voluntary'],
    ['times the core is taken from a node', 'involuntary'],
  ]
  return {
    title: 'What a request asks for, one node and four on one PostgreSQL',
    columns: ['for one request', 'one node', 'four nodes', 'four to one'],
    rows: counted.map(([what, field]) => {
      const [single = Number.NaN, several = Number.NaN] = [one?.[field], four?.[field]]
      return [what, formatNumber(single), formatNumber(several), formatNumber(several / single)]
    }),
    note: `Committed audit, ${formatNumber(untracedPerSecond)} requests a second for each node, which share one core. strace counts the system calls, at ${tracedPerSecond} requests a second, because it slows down a node. The fuller the core, the more requests share a commit and a wake-up, so counts fall. The last two rows show how the nodes affect each other on the one core.`,
  }
}
