import { compareMeasured, median } from '../measure/statistics.ts'
import type { Absence } from '../report/absence.ts'
import type { Report } from '../report/report.ts'
import { formatNumber, type Table } from '../report/table.ts'
import { type Target, targetCells } from '../report/target.ts'
import { awsSdk } from './contestants/aws-sdk.ts'
import { aws4 } from './contestants/aws4.ts'
import { floor, v2Floor } from './contestants/floor.ts'
import { minio } from './contestants/minio.ts'
import { signpost, signpostV2 } from './contestants/signpost.ts'
import type { SigningCase } from './signing-case.ts'
import type { Rounds } from './time-contestants.ts'

/** How many times as fast as a peer Signpost has to be. */
const leastRatios = new Map([
  [awsSdk.name, 60],
  [aws4.name, 5],
  [minio.name, 6],
])
const mostOverFloor = 1.8

/** The result of one case. */
export interface CaseResult {
  readonly signingCase: SigningCase
  /** The rounds of the contestants that sign the same request as Signpost, by their names. */
  readonly rounds: ReadonlyMap<string, Rounds>
}

/** The results of `presign`. */
export interface PresignResults {
  /** The contestants, in the order of the tables. */
  readonly names: readonly string[]
  readonly results: readonly CaseResult[]
  readonly v2Results: readonly CaseResult[]
  /** The contestants that ran in a process of their own. */
  readonly apartNames: readonly string[]
  /** The contestants that should take part but do not. */
  readonly absences: readonly Absence[]
  /** The contestants that sign a different request in a case: `NAME in "CASE" (signature)`. */
  readonly exclusions: readonly string[]
}

/** Writes the report of `presign`. */
export function reportPresign(all: PresignResults): Report {
  const { names, results, v2Results } = all
  const [headline] = results as [CaseResult]
  return {
    part: 'presign',
    title: 'Signing one URL',
    tables: [tabulateHeadline(all, headline), tabulateCases(all), tabulateV2(v2Results)],
    targets: results.flatMap(listTargets),
    charts: {
      presign: {
        title: `URLs signed per second: ${headline.signingCase.name}`,
        unit: 'thousands per second on one core, more is better',
        bars: names.flatMap((name) => {
          const microseconds = findMedian(headline, name)
          return Number.isNaN(microseconds)
            ? []
            : [{ label: name, value: 1000 / microseconds, isOurs: name === signpost.name }]
        }),
      },
    },
    raw: [...results, ...v2Results].map(({ signingCase, rounds }) => ({
      case: signingCase.name,
      credentials: signingCase.credentials,
      microsecondsByRound: Object.fromEntries(rounds),
    })),
  }
}

/** The median time in microseconds; NaN for a contestant that did not take part. */
function findMedian({ rounds }: CaseResult, name: string): number {
  const times = rounds.get(name)
  return times === undefined ? Number.NaN : median(times)
}

/** Compares a contestant with Signpost. Above 1, Signpost is faster. NaN for a contestant that did not take part. */
function compare({ rounds }: CaseResult, name: string): number {
  return compareMeasured(rounds.get(name) ?? [], rounds.get(signpost.name) ?? [])
}

function listTargets(result: CaseResult): Target[] {
  const { name, hasFloor } = result.signingCase
  const targets = [...leastRatios].map(([peer, bound]): Target => {
    return { what: `${name}: faster than ${peer}`, kind: 'at least', bound, reached: compare(result, peer), unit: '×' }
  })
  if (!hasFloor) return targets
  const reached = 1 / compare(result, floor.name)
  return [
    ...targets,
    { what: `${name}: time over the floor`, kind: 'at most', bound: mostOverFloor, reached, unit: '×' },
  ]
}

function tabulateHeadline({ names, apartNames }: PresignResults, result: CaseResult): Table {
  const targets = listTargets(result)
  return {
    title: `One URL: ${result.signingCase.name}, one credential`,
    columns: ['contestant', 'µs', 'URLs/s', 'ours is faster', 'target', 'met'],
    rows: names.map((name) => {
      const microseconds = findMedian(result, name)
      const target = targets.find(({ what }) =>
        what.endsWith(name === floor.name ? 'the floor' : `faster than ${name}`),
      )
      return [
        name,
        formatNumber(microseconds),
        formatNumber(1e6 / microseconds),
        name === signpost.name ? '' : `${formatNumber(compare(result, name))}×`,
        ...targetCells(target),
      ]
    }),
    note: [
      'Medians of rounds in which the contestants take turns. The target for the floor limits our time to a multiple of the floor.',
      ...(apartNames.length === 0
        ? []
        : [`In a process and an engine of their own, timed inside: ${apartNames.join('; ')}.`]),
    ].join(' '),
  }
}

function tabulateCases({ names, results, absences, exclusions }: PresignResults): Table {
  return {
    title: 'Microseconds for one URL, and how many times as fast ours is',
    columns: ['contestant', ...results.map(({ signingCase }) => signingCase.name)],
    rows: [
      ...names.map((name) => [name, ...results.map((result) => formatCase(result, name))]),
      ...absences.map(({ name }) => [name, ...results.map(() => 'n/a')]),
    ],
    note: [
      `With 10,000 credentials each contestant keeps a client for each credential. The AWS SDK keeps only ${awsSdk.maxCredentials}, because its clients take 80 KB each.`,
      ...(exclusions.length === 0
        ? []
        : [`Not timed, because the URL is for a different request: ${exclusions.join('; ')}.`]),
      ...absences.map(({ name, reason }) => `${name} is missing: ${reason}.`),
    ].join(' '),
  }
}

function formatCase(result: CaseResult, name: string): string {
  const microseconds = findMedian(result, name)
  if (Number.isNaN(microseconds)) return 'n/a'
  const text = formatNumber(microseconds)
  return name === signpost.name ? text : `${text} (${formatNumber(compare(result, name))}×)`
}

function tabulateV2(results: readonly CaseResult[]): Table {
  return {
    title: 'SigV2',
    columns: ['contestant', ...results.map(({ signingCase }) => `${signingCase.name}, µs`)],
    rows: [signpostV2, v2Floor].map(({ name }) => [
      name,
      ...results.map((result) => formatNumber(findMedian(result, name))),
    ]),
    note: 'None of the other libraries still supports SigV2.',
  }
}
