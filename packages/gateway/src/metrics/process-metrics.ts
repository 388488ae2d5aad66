import type { Registry } from 'prom-client'
import { type MetricSnapshot, snapNumber } from './metric-snapshot.ts'
import { loadPromClient } from './prom-client.ts'

/**
 * The metrics of this process: what prom-client knows of by itself (processor time, memory, event loop, collection), and
 * two of our own that mean something for the fullest of several processes.
 */
export interface ProcessMetrics {
  /** @throws Error when the library cannot be loaded; the next reading tries again */
  read(): Promise<MetricSnapshot[]>
}

/** How the values of several processes become one, where that is not as prom-client has it. */
const aggregators: Readonly<Record<string, string>> = {
  // prom-client leaves it out where there are several processes; the oldest one tells how long the node has run.
  process_start_time_seconds: 'min',
  // A mean would hide the slowest one.
  nodejs_eventloop_lag_p99_seconds: 'max',
}

/** They are watched from the first reading on: whoever is never asked pays neither for that nor for the library. */
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

/** Three gauges of prom-client are the sum of another one, and named like counters, which Prometheus’ checker refuses. */
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
    // What is not a number yet, as a mean of nothing, does not pass from process to process.
    values: values.filter(({ value }) => Number.isFinite(value)),
  }
}

/** What the sums over several processes cannot tell. Absent where the system does not tell it, or sets no limit. */
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
