import type { Progress } from '../measure/progress.ts'
import { compareMeasured, median } from '../measure/statistics.ts'
import type { Absence } from '../report/absence.ts'
import type { Report } from '../report/report.ts'
import { formatNumber, type Table } from '../report/table.ts'
import { type Target, targetCells } from '../report/target.ts'
import { type GatewayContestant, names, startContestants } from './gateway-contestants.ts'
import { formatMedians, listSamples, type Measurements, measureContestants } from './measure-contestants.ts'
import { describeStand, setUpTestStand } from './test-stand.ts'

/** The number of connections that the targets are about. */
const headlineConnections = 32

const rounds = new Map([
  [1, 3],
  [headlineConnections, 5],
  [256, 3],
])
const plan = { rounds, seconds: 1, warmUpSeconds: 3 }

/** `bench/gateway`: whole requests over HTTP, compared with what people run today and with the most that is possible. */
export async function benchGateway(progress: Progress): Promise<Report> {
  const stand = await setUpTestStand()
  try {
    const { contestants, absences } = await startContestants(stand, progress)
    const measurements = await measureContestants(stand, contestants, plan, progress)
    const targets = listTargets(measurements)
    return {
      part: 'gateway',
      title: 'Whole requests over HTTP',
      tables: [
        ...[...measurements.keys()].map((count) => tabulate(measurements, count, describeStand(stand))),
        ...(absences.length === 0 ? [] : [tabulateAbsences(absences)]),
      ],
      targets,
      charts: {
        gateway: {
          title: `Requests per second, ${headlineConnections} connections`,
          unit: 'one core, more is better',
          bars: contestants.map((contestant) => ({
            label: contestant.name,
            value: median(readThroughput(measurements, headlineConnections, contestant.name)),
            isOurs: contestant.isOurs,
          })),
        },
      },
      raw: listSamples(measurements),
    }
  } finally {
    await stand.close()
  }
}

/** Requests per second, round by round; empty for a contestant that does not take part. */
function readThroughput(measurements: Measurements, connections: number, name: string): number[] {
  const samples = [...(measurements.get(connections) ?? [])].find(([contestant]) => contestant.name === name)?.[1]
  return (samples ?? []).map(({ requestsPerSecond }) => requestsPerSecond)
}

/** Compares two contestants. Above 1, the first is faster. NaN when one of them did not take part. */
function compareThroughput(measurements: Measurements, connections: number, [own, other]: readonly [string, string]) {
  const [values, baseline] = [own, other].map((name) => readThroughput(measurements, connections, name))
  return compareMeasured(values ?? [], baseline ?? [])
}

function listTargets(measurements: Measurements): Target[] {
  const least = (name: string, baseline: string, bound: number): Target => {
    const reached = compareThroughput(measurements, headlineConnections, [name, baseline])
    return { what: `${name}: throughput of ${baseline}`, kind: 'at least', bound, reached, unit: '×' }
  }
  const pairs = [
    [names.bufferedSqlite, names.committedSqlite],
    [names.bufferedPostgres, names.committedPostgres],
  ] as const
  return pairs.flatMap(([buffered, committed]) => [
    least(buffered, names.essential, 0.6),
    least(committed, buffered, 0.85),
    least(committed, names.express, 6),
  ])
}

function tabulate(measurements: Measurements, connections: number, note: string): Table {
  const samples = [...(measurements.get(connections) ?? [])]
  const share = (own: string, other: string) => formatNumber(compareThroughput(measurements, connections, [own, other]))
  const targets = connections === headlineConnections ? listTargets(measurements) : []
  return {
    title: `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    columns: [
      'server',
      'requests/s',
      'p50 ms',
      'p99 ms',
      'p99.9 ms',
      'CPU µs',
      'of essential',
      'of constant',
      '× Express + SDK',
      ...(targets.length === 0 ? [] : ['targets met']),
    ],
    rows: samples.map(([contestant, own]) => [
      contestant.name,
      ...formatMedians(own, ['requestsPerSecond', 'p50Ms', 'p99Ms', 'p999Ms', 'cpuMicroseconds']),
      share(contestant.name, names.essential),
      share(contestant.name, names.constant),
      share(contestant.name, names.express),
      ...(targets.length === 0 ? [] : [countMet(targets, contestant)]),
    ]),
    note: `Medians of ${rounds.get(connections)} rounds in which the servers take turns; ratios are taken round by round. "CPU µs" is the server's processor time for one request. ${note}`,
  }
}

/** How many of a contestant's targets are met: `2 of 3`. */
function countMet(targets: readonly Target[], { name }: GatewayContestant): string {
  const own = targets.filter(({ what }) => what.startsWith(`${name}:`))
  const met = own.filter((target) => targetCells(target)[1] === 'yes')
  return own.length === 0 ? '' : `${met.length} of ${own.length}`
}

function tabulateAbsences(absences: readonly Absence[]): Table {
  return {
    title: 'Not measured',
    columns: ['server', 'why'],
    rows: absences.map(({ name, reason }) => [name, reason]),
  }
}
