import type { LoadOrder, LoadResult } from '../load/load-result.ts'
import { readCpuSeconds } from '../measure/process-usage.ts'
import type { Progress } from '../measure/progress.ts'
import { median, rotateOrder } from '../measure/statistics.ts'
import { formatNumber } from '../report/table.ts'
import type { RunningServer } from '../servers/spawn-server.ts'
import type { GatewayContestant } from './gateway-contestants.ts'
import type { TestStand } from './test-stand.ts'

/** One measurement of one contestant, at one number of connections. */
export interface Sample extends LoadResult {
  /** Processor time of the server for one request. */
  readonly cpuMicroseconds: number
}

/** The samples of a contestant, round by round. */
export type Samples = readonly Sample[]

/** How much to measure. */
export interface MeasurePlan {
  /** The number of rounds, by the number of connections. */
  readonly rounds: ReadonlyMap<number, number>
  readonly seconds: number
  readonly warmUpSeconds: number
}

/** The samples of every contestant, by the number of connections. */
export type Measurements = ReadonlyMap<number, ReadonlyMap<GatewayContestant, Samples>>

/** Measures contestants in turns. @throws Error when one of them answers anything but success */
export async function measureContestants(
  stand: TestStand,
  contestants: readonly GatewayContestant[],
  { rounds, seconds, warmUpSeconds }: MeasurePlan,
  progress: Progress,
): Promise<Measurements> {
  const sampleOne = ({ server, targetsFile }: GatewayContestant, count: number, forSeconds: number) =>
    sample(stand, server, { targetsFile, connections: count, seconds: forSeconds })
  for (const contestant of contestants) {
    progress(`gateway: warming up ${contestant.name}`)
    await sampleOne(contestant, 32, warmUpSeconds)
  }
  const measurements = new Map(
    [...rounds.keys()].map((count) => [count, new Map(contestants.map((one) => [one, [] as Sample[]]))]),
  )
  for (let round = 0; round < Math.max(...rounds.values()); round++) {
    for (const [count, samples] of measurements) {
      const wanted = rounds.get(count) ?? 0
      for (const contestant of round < wanted ? rotateOrder(contestants, round) : []) {
        progress(`gateway: round ${round + 1} of ${wanted}, ${count} connections, ${contestant.name}`)
        samples.get(contestant)?.push(await sampleOne(contestant, count, seconds))
      }
    }
  }
  return measurements
}

/** The load for a server. */
export type SampleOrder = Omit<LoadOrder, 'origin'>

/** Puts load on a server for a while. @throws Error when it answers anything but success */
export async function sample({ load }: TestStand, server: RunningServer, order: SampleOrder): Promise<Sample> {
  const readSeconds = () => readCpuSeconds(server.pid, { withChildren: true })
  const before = readSeconds()
  const result = await load.generate({ origin: server.origin, ...order })
  return { ...result, cpuMicroseconds: ((readSeconds() - before) * 1e6) / result.requests }
}

/** The cells of a contestant in a table: the median of each of these numbers. */
export function formatMedians(samples: Samples, fields: readonly (keyof Sample)[]): string[] {
  return fields.map((field) => formatNumber(median(samples.map((sample) => sample[field]))))
}

/** Lists every sample, for readers who want to calculate again. */
export function listSamples(measurements: Measurements) {
  return [...measurements].flatMap(([connections, samples]) =>
    [...samples].map(([{ name }, rounds]) => ({ name, connections, rounds })),
  )
}
