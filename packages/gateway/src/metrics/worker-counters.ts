import { listCounts, type MetricSnapshot, type MetricValue, snapNumber } from './metric-snapshot.ts'

/** What the primary process knows about its workers. */
export interface WorkerCounters {
  /** How many workers there should be. */
  readonly expected: number
  /** How many reported their metrics for this scrape. */
  readonly answering: number
  /** How often a worker ended unexpectedly. */
  readonly restarts: number
}

/** The metrics that only a node with workers has. */
export function snapWorkers({ expected, answering, restarts }: WorkerCounters): MetricSnapshot[] {
  return [
    snapNumber('signpost_workers_expected', expected),
    snapNumber('signpost_workers_answering', answering),
    snapNumber('signpost_worker_restarts_total', restarts),
  ]
}

/** The counts of processes that have ended. */
export interface EndedProcesses {
  /** Adds the counts of a process. @param last the last metrics that the process reported */
  add(last: readonly MetricSnapshot[]): void
  /** Reads the sums of all of them. */
  read(): readonly MetricSnapshot[]
}

/**
 * Keeps the counts of ended processes, so that the sum of all processes never falls: after a fall Prometheus would count the whole sum
 * as new requests. The gauges of a process end with it. The counts are added up here and not by prom-client, so that the end of a
 * worker never depends on loading that library.
 */
export function createEndedProcesses(): EndedProcesses {
  const kept = new Map<string, MetricSnapshot>()
  return {
    add(last) {
      for (const metric of listCounts(last)) {
        kept.set(metric.name, { ...metric, values: addUp(kept.get(metric.name)?.values ?? [], metric.values) })
      }
    },
    read: () => [...kept.values()],
  }
}

function addUp(former: readonly MetricValue[], added: readonly MetricValue[]): MetricValue[] {
  const sums = new Map<string, MetricValue>()
  for (const value of [...former, ...added]) {
    const line = describeLine(value)
    sums.set(line, { ...value, value: value.value + (sums.get(line)?.value ?? 0) })
  }
  return [...sums.values()]
}

/** A text that identifies a line of the metrics. */
function describeLine({ metricName, labels }: MetricValue): string {
  return JSON.stringify([metricName, Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1))])
}
