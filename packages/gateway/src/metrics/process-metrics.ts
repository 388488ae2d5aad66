import type { Registry } from 'prom-client'
import { type MetricSnapshot, snapNumber } from './metric-snapshot.ts'
import { loadPromClient } from './prom-client.ts'

/**
 * The metrics of this process: those of prom-client (processor time, memory, event loop, garbage collection), and two of our own, which
 * stay meaningful when several processes are combined.
 */
export interface ProcessMetrics {
  /** @throws Error when the library cannot be loaded; the next call tries again */
  read(): Promise<MetricSnapshot[]>
}

/** How the values of several processes become one, where this differs from prom-client. */
const aggregators: Readonly<Record<string, string>> = {
  // prom-client leaves it out for several processes. The start of the oldest one says how long the node has run.
  process_start_time_seconds: 'min',
  // A mean would hide the slowest process.
  nodejs_eventloop_lag_p99_seconds: 'max',
}

/** Creates the metrics of this process. They are collected only from the first `read` on, which also loads the library. */
export function createProcessMetrics(): ProcessMetrics {
  let registry: Registry | undefined
  return {
    async read() {
      registry ??= createRegistry()
      const metrics = (await registry.getMetricsAsJSON()) as unknown as MetricSnapshot[]
      const told = metrics.filter(({ name }) => !isTotalOfAnother(name)).map(tidy)
      return [...told, ...snapOwn(told)]
    },
  }
}

function createRegistry(): Registry {
  const { collectDefaultMetrics, Registry } = loadPromClient()
  const register = new Registry()
  collectDefaultMetrics({ register })
  return register
}

/** Whether a gauge is one of three in prom-client that sum up another one. They are named like counters, which promtool rejects. */
function isTotalOfAnother(name: string): boolean {
  return /^nodejs_active_\w+_total$/.test(name)
}

function tidy(metric: MetricSnapshot): MetricSnapshot {
  const { name, help, type, aggregator, values } = metric
  return {
    name,
    help,
    type,
    aggregator: aggregators[name] ?? aggregator,
    // A value that is not a number yet, such as the mean of nothing, cannot be sent to another process.
    values: values.filter(({ value }) => Number.isFinite(value)),
  }
}

/** Creates the metrics that sums over several processes cannot show. Absent when the system does not report them, or sets no limit. */
function snapOwn(told: readonly MetricSnapshot[]): MetricSnapshot[] {
  const read = (name: string) => told.find((metric) => metric.name === name)?.values[0]?.value
  const [open, limit, memory] = [
    read('process_open_fds'),
    read('process_max_fds'),
    read('process_resident_memory_bytes'),
  ]
  return [
    ...(open === undefined || limit === undefined
      ? []
      : [snapNumber('signpost_file_descriptors_used_ratio', open / limit)]),
    ...(memory === undefined ? [] : [snapNumber('signpost_process_memory_bytes', memory)]),
  ]
}
