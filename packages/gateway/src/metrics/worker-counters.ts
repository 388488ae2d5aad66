import { type MetricSnapshot, snapNumber } from './metric-snapshot.ts'

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
