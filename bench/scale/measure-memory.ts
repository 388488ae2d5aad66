import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { exampleTarget } from '../gateway/example-credential.ts'
import { type Sample, sample } from '../gateway/measure-contestants.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import { readMemoryMib } from '../measure/process-usage.ts'
import type { Progress } from '../measure/progress.ts'
import { mean, median } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import type { RunningServer } from '../servers/spawn-server.ts'
import { seedSqliteTokens } from './seed-tokens.ts'

const span = 100_000

/** The numbers of requests after which memory is reported. The heap settles first, and must be flat after that. */
const milestones = [300_000, 500_000, 700_000]

/** The command without options, and with a limit for V8's young generation. The second runs only as long as needed to see that it is flat. */
const variants = [
  { name: 'as it is', nodeOptions: [], requests: 1_000_000 },
  { name: '--max-semi-space-size=16', nodeOptions: ['--max-semi-space-size=16'], requests: 300_000 },
] as const

/** The memory after a number of requests, and the cost of the last of them. */
interface MemoryPoint {
  readonly requests: number
  readonly memoryMib: number
  readonly cpuMicroseconds: number
}

/** The memory of one process over many requests. */
export interface MemoryCourse {
  readonly name: string
  readonly idleMib: number
  readonly points: readonly MemoryPoint[]
  /** The memory during the first and the last hundred thousand requests. */
  readonly firstMib: number
  readonly lastMib: number
  readonly growth: number
}

/** Measures the resident memory of a process over a million requests, and of the variants, which take turns with it. */
export async function measureMemory(stand: TestStand, progress: Progress): Promise<[MemoryCourse, ...MemoryCourse[]]> {
  const runs = []
  for (const { name, nodeOptions, requests } of variants) {
    const setup = { dataDir: stand.makeDir('memory'), durability: 'buffered' } as const
    await prepareGateway(setup, stand.s3Endpoint)
    const tokens = seedSqliteTokens(join(setup.dataDir, 'signpost.db'), { idle: 0, active: 10_000 })
    const server = await startGateway(setup, stand.cores?.server, nodeOptions)
    stand.atEnd(() => server.stop())
    const targets = tokens.map((token, index) => exampleTarget(token, `in/${index}.pdf`))
    const targetsFile = stand.writeTargets(`memory-${runs.length}`, targets)
    await wait(3000)
    runs.push({
      name,
      server,
      targetsFile,
      wanted: requests,
      idleMib: readMemoryMib(server.pid),
      points: [] as MemoryPoint[],
    })
  }
  for (let isOver = false; !isOver; ) {
    isOver = true
    for (const { name, server, targetsFile, wanted, points } of runs) {
      const requests = points.at(-1)?.requests ?? 0
      if (requests >= wanted) continue
      isOver = false
      progress(`scale: ${formatNumber(requests)} of ${formatNumber(wanted)} requests, ${name}`)
      const own = await sample(stand, server, { targetsFile, connections: 32, seconds: 2 })
      points.push(toPoint(own, server, requests))
    }
  }
  for (const { server } of runs) await server.stop()
  const [first, ...others] = runs.map(({ name, idleMib, points }) => ({
    name,
    idleMib,
    points,
    ...compareEnds(points),
  }))
  if (first === undefined) throw new Error('No memory was measured')
  return [first, ...others]
}

function toPoint({ requests, cpuMicroseconds }: Sample, { pid }: RunningServer, before: number): MemoryPoint {
  return { requests: before + requests, memoryMib: readMemoryMib(pid), cpuMicroseconds }
}

/** Compares the memory during the first and the last hundred thousand requests. */
export function compareEnds(points: readonly Pick<MemoryPoint, 'requests' | 'memoryMib'>[]) {
  const all = points.at(-1)?.requests ?? 0
  const read = (chosen: readonly Pick<MemoryPoint, 'memoryMib'>[]) => mean(chosen.map(({ memoryMib }) => memoryMib))
  const first = points.filter(({ requests }) => requests <= span)
  const firstMib = read(first.length > 0 ? first : points.slice(0, 1))
  const lastMib = read(points.filter(({ requests }) => requests > all - span))
  return { firstMib, lastMib, growth: lastMib / firstMib }
}

/** @returns NaN when there were fewer requests */
function readMemoryAfter(points: readonly MemoryPoint[], count: number): number {
  return points.find(({ requests }) => requests >= count)?.memoryMib ?? Number.NaN
}

/** The table of start-up and memory, with the variants side by side. */
export function tabulateMemory(startsMs: readonly number[], courses: readonly MemoryCourse[]): Table {
  const row = (what: string, read: (course: MemoryCourse) => number) => [
    what,
    ...courses.map((course) => formatNumber(read(course))),
  ]
  const [, ...others] = variants
  const shortest = Math.min(...variants.map(({ requests }) => requests))
  return {
    title: 'One process',
    columns: ['what', ...courses.map(({ name }) => name)],
    rows: [
      ['start to ready, ms', formatNumber(median(startsMs)), ...others.map(() => '')],
      row('memory at idle, MiB', ({ idleMib }) => idleMib),
      row('memory during the first 100,000 requests, MiB', ({ firstMib }) => firstMib),
      ...milestones.map((count) =>
        row(`memory after ${formatNumber(count)}, MiB`, ({ points }) => readMemoryAfter(points, count)),
      ),
      row('memory during the last 100,000, MiB', ({ lastMib }) => lastMib),
      row('last to first', ({ growth }) => growth),
      row(`CPU µs a request, the first ${formatNumber(shortest)}`, ({ points }) =>
        median(points.filter(({ requests }) => requests <= shortest + span).map((point) => point.cpuMicroseconds)),
      ),
    ],
    note: `SQLite, buffered audit, 10,000 tokens in rotation. Start-up: the median of ${startsMs.length} starts, from the start of the process to the line that says where it listens. Memory is resident memory. The first process gets ${variants.map(({ requests }) => formatNumber(requests)).join(' requests, the other one ')}; they take turns.`,
  }
}
