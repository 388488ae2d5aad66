import { names } from '../gateway/gateway-contestants.ts'
import type { OpenLoopResult } from '../load/open-loop/open-loop.ts'
import { compareMeasured, median } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'

/** The cores of the server: one of its own, or both, of which it shares one with the load generator. */
export type Layout = 'one core' | 'two cores' | 'unpinned'

/** One measurement of one server. */
export interface OpenLoopSample extends OpenLoopResult {
  /** Processor time of the server for one request. */
  readonly cpuMicroseconds: number
}

/** The samples of each server, by its name, round by round. */
type OpenLoopSamples = ReadonlyMap<string, readonly OpenLoopSample[]>

/** The amount of load, for the note. */
interface OpenLoopPlan {
  readonly requestsPerSecond: number
  readonly seconds: number
  readonly rounds: number
}

/** The targets: how long a committed request may take compared with *essential*, when the server has two cores. */
export function listOpenLoopTargets(layout: Layout, samples: OpenLoopSamples): Target[] {
  if (layout === 'one core') return []
  return [names.committedSqlite, names.committedPostgres].map((name): Target => {
    const what = `${name}: p99 of ${names.essential}, ${layout}`
    return { what, kind: 'at most', bound: 3, reached: compareP99(samples, name), unit: '×' }
  })
}

/** @returns NaN where one of the two was not measured */
function compareP99(samples: OpenLoopSamples, name: string): number {
  const read = (one: string) => (samples.get(one) ?? []).map(({ p99Ms }) => p99Ms)
  return compareMeasured(read(name), read(names.essential))
}

/** The table of all servers on the same cores. */
export function tabulateOpenLoop(layout: Layout, samples: OpenLoopSamples, plan: OpenLoopPlan): Table {
  const fields = ['p50Ms', 'p99Ms', 'p999Ms'] as const
  const own = [...samples.values()].flat()
  const middle = (field: keyof OpenLoopSample) => median(own.map((sample) => sample[field]))
  return {
    title: `${formatNumber(plan.requestsPerSecond)} requests a second, the server on ${layout}`,
    columns: ['server', 'p50 ms', 'p99 ms', 'p99.9 ms', 'p99 of essential', 'CPU µs', 'unanswered at once'],
    rows: [...samples].map(([name, rounds]) => [
      name,
      ...fields.map((field) => formatNumber(median(rounds.map((sample) => sample[field])))),
      formatNumber(compareP99(samples, name)),
      formatNumber(median(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds))),
      String(Math.max(...rounds.map(({ mostAtOnce }) => mostAtOnce))),
    ]),
    note: `Medians of ${plan.rounds} rounds of ${plan.seconds} s. A request is sent when it is due, and its time counts from then. ${describeGenerator(layout)} The generator takes ${formatNumber(middle('generatorShare') * 100)} % of a core, and is late itself by ${formatNumber(middle('lateP50Ms'))} ms (p50), ${formatNumber(middle('lateP99Ms'))} ms (p99) and ${formatNumber(middle('lateP999Ms'))} ms (p99.9); the figures include this.`,
  }
}

function describeGenerator(layout: Layout): string {
  if (layout === 'unpinned') return 'Nothing is pinned.'
  return layout === 'one core'
    ? 'The load generator and PostgreSQL share the other core.'
    : 'The load generator and PostgreSQL stay on one of the two cores, which the server shares with them.'
}
