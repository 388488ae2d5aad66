import { listCounts, type MetricSnapshot, type MetricValue, snapNumber } from './metric-snapshot.ts'

/** What the primary process knows of its workers. */
export interface WorkerCounters {
  /** How many there should be. */
  readonly expected: number
  /** How many told their metrics when they were asked for this scrape. */
  readonly answering: number
  /** How often one ended that should not have. */
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

/** What processes that have ended had counted. */
export interface EndedProcesses {
  /** @param last what the process told at last */
  add(last: readonly MetricSnapshot[]): void
  /** Their sum. */
  read(): readonly MetricSnapshot[]
}

/**
 * Keeps what ended processes had counted, so that the sum of all never falls: Prometheus would take the whole sum for new
 * requests. What a process measured at the moment, its gauges, ends with it. It is added up here and not by prom-client,
 * so that the end of a worker never depends on whether that can be loaded.
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

/** What makes a line of the metrics another one. */
function describeLine({ metricName, labels }: MetricValue): string {
  return JSON.stringify([metricName, Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1))])
}
