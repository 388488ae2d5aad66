import type { Registry } from 'prom-client'
import { listCounts, type MetricSnapshot } from './metric-snapshot.ts'

/** The media type of {@link renderMetrics}. */
export const metricsMediaType = 'text/plain; version=0.0.4; charset=utf-8'

/** The metrics of several processes as one, each put together as its `aggregator` says, in Prometheus' text format. */
export async function renderMetrics(processes: readonly (readonly MetricSnapshot[])[]): Promise<string> {
  return (await aggregate(processes)).metrics()
}

/** What processes that have ended had counted. */
export interface EndedProcesses {
  /** @param last what the process told at last */
  add(last: readonly MetricSnapshot[]): void
  /** Their sum. */
  read(): Promise<readonly MetricSnapshot[]>
}

/**
 * Keeps what ended processes had counted, so that the sum of all never falls: Prometheus would take the whole sum for new
 * requests. What a process measured at the moment, its gauges, ends with it.
 */
export function createEndedProcesses(): EndedProcesses {
  let kept: Promise<readonly MetricSnapshot[]> = Promise.resolve([])

  async function addCounts(former: readonly MetricSnapshot[], last: readonly MetricSnapshot[]) {
    const registry = await aggregate([former, listCounts(last)])
    return (await registry.getMetricsAsJSON()) as unknown as MetricSnapshot[]
  }

  return {
    add(last) {
      kept = kept.then((former) => addCounts(former, last))
    },
    read: () => kept,
  }
}

async function aggregate(processes: readonly (readonly MetricSnapshot[])[]): Promise<Registry> {
  const { AggregatorRegistry } = await import('prom-client')
  return AggregatorRegistry.aggregate([...processes])
}
