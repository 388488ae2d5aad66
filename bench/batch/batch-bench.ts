import { type Sample, sample } from '../gateway/measure-contestants.ts'
import { describeStand, setUpTestStand, type TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { rotateOrder } from '../measure/statistics.ts'
import type { Report } from '../report/report.ts'
import { createBatchBody } from './batch-body.ts'
import { type BatchContestant, startBatchContestants } from './batch-contestants.ts'
import { type BatchCase, type BatchMeasurements, drawBatches, listBatchTargets, tabulateBatch } from './batch-report.ts'
import { measureLoopTurns } from './measure-loop-turns.ts'

const plan = { rounds: 3, seconds: 1 }

/**
 * One URL by a GET, and batches. Larger batches are requested over fewer connections: the SDK signs 1,000 URLs in 0.15 s, and
 * requests that are unanswered at the end of the second would not be counted.
 */
const cases: readonly BatchCase[] = [
  { title: 'One URL, by GET', isGet: true, urls: 1, connections: 32 },
  { title: 'One URL a request', isGet: false, urls: 1, connections: 32 },
  { title: '10 URLs a request', isGet: false, urls: 10, connections: 16 },
  { title: '100 URLs a request', isGet: false, urls: 100, connections: 8 },
  { title: '1,000 URLs a request', isGet: false, urls: 1000, connections: 2 },
]

/** `bench/batch`: many URLs by one request, compared with what people would write for that today. */
export async function benchBatch(progress: Progress): Promise<Report> {
  const stand = await setUpTestStand()
  try {
    const contestants = await startBatchContestants(stand, progress)
    const measurements = await measureBatches(stand, contestants, progress)
    const turns = await measureLoopTurns(stand, progress)
    const note = `Medians of ${plan.rounds} rounds in which the servers take turns; ratios are taken round by round. "CPU µs" is the server's processor time for one URL. ${describeStand(stand)}`
    return {
      part: 'batch',
      title: 'Many URLs by one request',
      tables: [...[...measurements.keys()].map((one) => tabulateBatch(measurements, one, note)), turns.table],
      targets: [...listBatchTargets(measurements), ...turns.targets],
      charts: { batch: drawBatches(measurements) },
      raw: {
        batches: [...measurements].flatMap(([{ title, connections }, samples]) =>
          [...samples].map(([name, rounds]) => ({ name, case: title, connections, rounds })),
        ),
        turns: turns.raw,
      },
    }
  } finally {
    await stand.close()
  }
}

async function measureBatches(
  stand: TestStand,
  contestants: readonly BatchContestant[],
  progress: Progress,
): Promise<BatchMeasurements> {
  const bodies = new Map(cases.map((one) => [one, stand.writeBody(`${one.urls}-urls`, createBatchBody(one.urls))]))
  const ask = (contestant: BatchContestant, one: BatchCase) => {
    const targetsFile = one.isGet ? contestant.singleTargets : contestant.batchTargets
    if (targetsFile === undefined) return undefined
    const bodyFile = one.isGet ? undefined : bodies.get(one)
    const { connections } = one
    return sample(stand, contestant.server, { targetsFile, bodyFile, connections, seconds: plan.seconds })
  }
  for (const contestant of contestants) {
    progress(`batch: warming up ${contestant.name}`)
    for (const one of cases.filter(({ isGet, urls }) => isGet || urls === 100)) await ask(contestant, one)
  }
  const measurements = new Map(cases.map((one) => [one, new Map<string, Sample[]>()]))
  for (let round = 0; round < plan.rounds; round++) {
    for (const [one, samples] of measurements) {
      for (const contestant of rotateOrder(contestants, round)) {
        progress(`batch: round ${round + 1} of ${plan.rounds}, ${one.title}, ${contestant.name}`)
        const own = await ask(contestant, one)
        if (own !== undefined) samples.set(contestant.name, [...(samples.get(contestant.name) ?? []), own])
      }
    }
  }
  return measurements
}
