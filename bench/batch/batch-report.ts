import type { Sample } from '../gateway/measure-contestants.ts'
import { compareMeasured, median } from '../measure/statistics.ts'
import type { BarChart } from '../report/bar-chart.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'
import { batchNames } from './batch-contestants.ts'

/** One way to ask for URLs. */
export interface BatchCase {
  readonly title: string
  /** Whether it uses `GET /awss3/signed-url`. A URL of a batch is compared with this case. */
  readonly isGet: boolean
  /** The number of URLs in one request. */
  readonly urls: number
  readonly connections: number
}

/** The samples of each contestant, by its name, round by round. */
export type BatchMeasurements = ReadonlyMap<BatchCase, ReadonlyMap<string, readonly Sample[]>>

/** The number of URLs in the batches that the targets are about. */
const headlineUrls = 100

/** Reads a number per URL from a sample. */
type ReadUrls = (sample: Sample, one: BatchCase) => number

const urlsPerSecond: ReadUrls = ({ requestsPerSecond }, { urls }) => requestsPerSecond * urls
const urlMicroseconds: ReadUrls = ({ cpuMicroseconds }, { urls }) => cpuMicroseconds / urls

interface Place {
  readonly name: string
  readonly one: BatchCase | undefined
}

function read(measurements: BatchMeasurements, { name, one }: Place, what: ReadUrls): number[] {
  if (one === undefined) return []
  return (measurements.get(one)?.get(name) ?? []).map((sample) => what(sample, one))
}

/** @returns NaN where one of the two was not measured */
function compare(measurements: BatchMeasurements, [own, other]: readonly [Place, Place], what: ReadUrls): number {
  return compareMeasured(read(measurements, own, what), read(measurements, other, what))
}

function findCase(measurements: BatchMeasurements, isGet: boolean, urls: number): BatchCase | undefined {
  return [...measurements.keys()].find((one) => one.isGet === isGet && one.urls === urls)
}

/** The targets: the most that a URL of a batch may cost, and the least number of URLs per second. */
export function listBatchTargets(measurements: BatchMeasurements): Target[] {
  const one = findCase(measurements, false, headlineUrls)
  const single = findCase(measurements, true, 1)
  const committed = [batchNames.committedSqlite, batchNames.committedPostgres]
  return [
    ...committed.map((name): Target => {
      const what = `${name}: processor time of one URL in a batch of ${headlineUrls}, of one request's`
      const places = [
        { name, one },
        { name, one: single },
      ] as const
      return { what, kind: 'at most', bound: 0.15, reached: compare(measurements, places, urlMicroseconds), unit: '×' }
    }),
    ...committed.map((name): Target => {
      const what = `${name}: URLs/s in batches of ${headlineUrls}, of ${batchNames.express}`
      const places = [
        { name, one },
        { name: batchNames.express, one },
      ] as const
      return { what, kind: 'at least', bound: 15, reached: compare(measurements, places, urlsPerSecond), unit: '×' }
    }),
  ]
}

/** The table of all contestants in one case. */
export function tabulateBatch(measurements: BatchMeasurements, one: BatchCase, note: string): Table {
  const single = findCase(measurements, true, 1)
  const isBatch = !one.isGet
  return {
    title: `${one.title}, ${one.connections} connections`,
    columns: [
      'server',
      'requests/s',
      ...(isBatch ? ['URLs/s'] : []),
      'p50 ms',
      'p99 ms',
      'CPU µs for a URL',
      ...(isBatch ? ["of one GET's", '× Express + SDK', '× Express + lean-s3'] : []),
    ],
    rows: [...(measurements.get(one) ?? [])].map(([name, samples]) => {
      const own = { name, one }
      const middle = (what: ReadUrls) => formatNumber(median(samples.map((sample) => what(sample, one))))
      const times = (other: string) => formatNumber(compare(measurements, [own, { name: other, one }], urlsPerSecond))
      return [
        name,
        middle(({ requestsPerSecond }) => requestsPerSecond),
        ...(isBatch ? [middle(urlsPerSecond)] : []),
        middle(({ p50Ms }) => p50Ms),
        middle(({ p99Ms }) => p99Ms),
        middle(urlMicroseconds),
        ...(isBatch
          ? [
              formatNumber(compare(measurements, [own, { name, one: single }], urlMicroseconds)),
              times(batchNames.express),
              times(batchNames.leanS3),
            ]
          : []),
      ]
    }),
    note,
  }
}

/** The chart of URLs per second in batches of the size that the targets are about, compared with Signpost one by one. */
export function drawBatches(measurements: BatchMeasurements): BarChart {
  const one = findCase(measurements, false, headlineUrls)
  const single = findCase(measurements, true, 1)
  const bar = (label: string, place: Place, isOurs: boolean) => {
    const values = read(measurements, place, urlsPerSecond)
    return values.length === 0 ? [] : [{ label, value: median(values), isOurs }]
  }
  return {
    title: `URLs per second, ${headlineUrls} a request`,
    unit: 'one core, more is better',
    bars: [
      ...Object.values(batchNames).flatMap((name) => bar(name, { name, one }, name.startsWith('Signpost'))),
      ...bar('Signpost: committed, SQLite, one by one', { name: batchNames.committedSqlite, one: single }, true),
    ],
  }
}
