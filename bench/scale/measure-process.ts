import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { exampleTarget } from '../gateway/example-credential.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import { readMemoryMib } from '../measure/process-usage.ts'
import type { Progress } from '../measure/progress.ts'
import { mean, median } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import { seedSqliteTokens } from './seed-tokens.ts'

const starts = 7
const requestsWanted = 1_000_000
const span = 100_000

/** Where the heap is looked at on the way: it settles first, and must be flat then. */
const milestones = [300_000, 500_000, 700_000]

/** Memory after so many requests. */
interface MemoryPoint {
  readonly requests: number
  readonly memoryMib: number
}

/** Start-up and memory of one process. */
export async function measureProcess(stand: TestStand, progress: Progress) {
  const setup = { dataDir: stand.makeDir('process'), durability: 'buffered' } as const
  await prepareGateway(setup, stand.s3Endpoint)
  const startsMs: number[] = []
  for (let start = 0; start < starts; start++) {
    progress(`scale: start ${start + 1} of ${starts}`)
    const server = await startGateway(setup, stand.cores?.server)
    startsMs.push(server.startedInMs)
    await server.stop()
  }
  const tokens = seedSqliteTokens(join(setup.dataDir, 'signpost.db'), { idle: 0, active: 10_000 })
  const targetsFile = stand.writeTargets(
    'process',
    tokens.map((token, index) => exampleTarget(token, `in/${index}.pdf`)),
  )
  const server = await startGateway(setup, stand.cores?.server)
  stand.atEnd(() => server.stop())
  await wait(3000)
  const idleMib = readMemoryMib(server.pid)
  const points: MemoryPoint[] = []
  for (let requests = 0; requests < requestsWanted; ) {
    progress(`scale: ${formatNumber(requests)} of ${formatNumber(requestsWanted)} requests`)
    const result = await stand.load.generate({ origin: server.origin, targetsFile, connections: 32, seconds: 2 })
    requests += result.requests
    points.push({ requests, memoryMib: readMemoryMib(server.pid) })
  }
  await server.stop()
  const memory = { idleMib, ...compareEnds(points) }
  return {
    table: tabulate(startsMs, memory, points),
    targets: listTargets(startsMs, memory),
    raw: { startsMs, idleMib, points },
  }
}

interface Memory {
  readonly idleMib: number
  readonly firstMib: number
  readonly lastMib: number
}

/** The memory during the first and the last hundred thousand requests. */
function compareEnds(points: readonly MemoryPoint[]) {
  const all = points.at(-1)?.requests ?? 0
  const read = (chosen: readonly MemoryPoint[]) => mean(chosen.map(({ memoryMib }) => memoryMib))
  const first = points.filter(({ requests }) => requests <= span)
  return {
    firstMib: read(first.length > 0 ? first : points.slice(0, 1)),
    lastMib: read(points.filter(({ requests }) => requests > all - span)),
  }
}

function readMemoryAfter(points: readonly MemoryPoint[], count: number): number {
  return points.find(({ requests }) => requests >= count)?.memoryMib ?? Number.NaN
}

function tabulate(startsMs: readonly number[], memory: Memory, points: readonly MemoryPoint[]): Table {
  const { idleMib, firstMib, lastMib } = memory
  return {
    title: 'One process',
    columns: ['what', 'value'],
    rows: [
      ['start to ready, ms', formatNumber(median(startsMs))],
      ['memory at idle, MiB', formatNumber(idleMib)],
      ['memory during the first 100,000 requests, MiB', formatNumber(firstMib)],
      ...milestones.map((count) => [
        `memory after ${formatNumber(count)}, MiB`,
        formatNumber(readMemoryAfter(points, count)),
      ]),
      ['memory during the last 100,000 of 1,000,000, MiB', formatNumber(lastMib)],
    ],
    note: `SQLite, buffered audit, 10,000 tokens in rotation. Start-up: the median of ${starts}, from the start of the process to its line that says where it listens. Memory is resident memory.`,
  }
}

function listTargets(startsMs: readonly number[], { idleMib, firstMib, lastMib }: Memory): Target[] {
  return [
    { what: 'start to ready', kind: 'at most', bound: 400, reached: median(startsMs), unit: ' ms' },
    { what: 'memory at idle', kind: 'at most', bound: 120, reached: idleMib, unit: ' MiB' },
    {
      what: 'memory of the last 100,000 requests to that of the first',
      kind: 'at most',
      bound: 1.1,
      reached: lastMib / firstMib,
      unit: '×',
    },
  ]
}
