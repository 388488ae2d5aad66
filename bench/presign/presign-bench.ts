import type { Progress } from '../measure/progress.ts'
import { median, medianRatio } from '../measure/statistics.ts'
import type { Report } from '../report/report.ts'
import { formatNumber, type Table } from '../report/table.ts'
import { type Target, targetCells } from '../report/target.ts'
import type { Contestant } from './contestant.ts'
import { awsSdk } from './contestants/aws-sdk.ts'
import { aws4 } from './contestants/aws4.ts'
import { aws4fetch } from './contestants/aws4fetch.ts'
import { floor, v2Floor } from './contestants/floor.ts'
import { minio } from './contestants/minio.ts'
import { signpost, signpostV2 } from './contestants/signpost.ts'
import { smithy } from './contestants/smithy.ts'
import { type SigningCase, signingCases, v2Cases } from './signing-case.ts'
import { type Rounds, timeContestants } from './time-contestants.ts'
import { verifySignature } from './verify-signatures.ts'

const peers = [awsSdk, smithy, minio, aws4fetch, aws4]
const contestants = [signpost, ...peers, floor]
const timing = { rounds: 9, sliceMs: 60, warmUpMs: 400 }

/** How many times as fast as a peer ours has to be. */
const leastRatios = new Map<Contestant, number>([
  [awsSdk, 60],
  [aws4, 5],
  [minio, 6],
])
const mostOverFloor = 1.8

/** The rounds of every contestant in one case. */
interface CaseResult {
  readonly signingCase: SigningCase
  readonly rounds: ReadonlyMap<Contestant, Rounds>
}

/** `bench/presign`: how long a URL takes, next to the libraries that people sign with today. */
export async function benchPresign(progress: Progress): Promise<Report> {
  progress('presign: comparing signatures')
  for (const signingCase of signingCases) {
    for (const peer of peers) await verifySignature(peer, signingCase)
  }
  const results: CaseResult[] = []
  for (const signingCase of signingCases) results.push(await runCase(contestants, signingCase, progress))
  const v2Results: CaseResult[] = []
  for (const signingCase of v2Cases) v2Results.push(await runCase([signpostV2, v2Floor], signingCase, progress))
  const [headline] = results as [CaseResult]
  return {
    part: 'presign',
    title: 'Signing one URL',
    tables: [tabulateHeadline(headline), tabulateCases(results), tabulateV2(v2Results)],
    targets: results.flatMap(listTargets),
    charts: {
      presign: {
        title: `URLs signed per second: ${headline.signingCase.name}`,
        unit: 'thousands per second on one core, more is better',
        bars: contestants.map((contestant) => ({
          label: contestant.name,
          value: 1000 / median(readRounds(headline, contestant)),
          isOurs: contestant === signpost,
        })),
      },
    },
    raw: [...results, ...v2Results].map(({ signingCase, rounds }) => ({
      case: signingCase.name,
      credentials: signingCase.credentials,
      microsecondsByRound: Object.fromEntries([...rounds].map(([{ name }, times]) => [name, times])),
    })),
  }
}

async function runCase(runners: readonly Contestant[], signingCase: SigningCase, progress: Progress) {
  progress(`presign: ${signingCase.name}`)
  const times = await timeContestants(runners, signingCase, timing)
  return { signingCase, rounds: new Map(runners.map((runner, index) => [runner, times[index] ?? []])) }
}

function readRounds({ rounds }: CaseResult, contestant: Contestant): Rounds {
  return rounds.get(contestant) ?? []
}

/** Above 1: ours is faster. */
function compare(result: CaseResult, contestant: Contestant): number {
  return medianRatio(readRounds(result, contestant), readRounds(result, signpost))
}

function listTargets(result: CaseResult): Target[] {
  const { name, hasFloor } = result.signingCase
  const targets = [...leastRatios].map(([peer, bound]): Target => {
    return {
      what: `${name}: faster than ${peer.name}`,
      kind: 'at least',
      bound,
      reached: compare(result, peer),
      unit: '×',
    }
  })
  if (!hasFloor) return targets
  const reached = 1 / compare(result, floor)
  return [
    ...targets,
    { what: `${name}: time over the floor`, kind: 'at most', bound: mostOverFloor, reached, unit: '×' },
  ]
}

function tabulateHeadline(result: CaseResult): Table {
  const targets = listTargets(result)
  return {
    title: `One URL: ${result.signingCase.name}, one credential`,
    columns: ['contestant', 'µs', 'URLs/s', 'ours is faster', 'target', 'met'],
    rows: contestants.map((contestant) => {
      const microseconds = median(readRounds(result, contestant))
      const target = targets.find(({ what }) =>
        what.endsWith(contestant === floor ? 'the floor' : ` ${contestant.name}`),
      )
      return [
        contestant.name,
        formatNumber(microseconds),
        formatNumber(1e6 / microseconds),
        contestant === signpost ? '' : `${formatNumber(compare(result, contestant))}×`,
        ...targetCells(target),
      ]
    }),
    note: 'Medians of rounds in which the contestants take turns. The target for the floor bounds our time by a multiple of it.',
  }
}

function tabulateCases(results: readonly CaseResult[]): Table {
  return {
    title: 'Microseconds for one URL, and how many times as fast ours is',
    columns: ['contestant', ...results.map(({ signingCase }) => signingCase.name)],
    rows: contestants.map((contestant) => [
      contestant.name,
      ...results.map((result) => {
        const microseconds = formatNumber(median(readRounds(result, contestant)))
        return contestant === signpost
          ? microseconds
          : `${microseconds} (${formatNumber(compare(result, contestant))}×)`
      }),
    ]),
    note: `With 10,000 credentials each contestant keeps a client for each; the AWS SDK for ${awsSdk.maxCredentials}, since its clients take 80 KB each.`,
  }
}

function tabulateV2(results: readonly CaseResult[]): Table {
  return {
    title: 'SigV2',
    columns: ['contestant', ...results.map(({ signingCase }) => `${signingCase.name}, µs`)],
    rows: [signpostV2, v2Floor].map((contestant) => [
      contestant.name,
      ...results.map((result) => formatNumber(median(readRounds(result, contestant)))),
    ]),
    note: 'None of the other libraries signs with it any more.',
  }
}
