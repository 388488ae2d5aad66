import type { Registry } from 'prom-client'
import type { MetricSnapshot } from './metric-snapshot.ts'

/** The metrics of this process that prom-client knows of by itself: processor time, memory, event loop, collection. */
export interface ProcessMetrics {
  read(): Promise<MetricSnapshot[]>
}

/** They are watched from the first reading on: whoever is never asked pays neither for that nor for the library. */
export function createProcessMetrics(): ProcessMetrics {
  let opening: Promise<Registry> | undefined
  return {
    async read() {
      opening ??= openRegistry()
      const metrics = (await (await opening).getMetricsAsJSON()) as unknown as MetricSnapshot[]
      return metrics.filter(({ name }) => !isTotalOfAnother(name)).map(tidy)
    },
  }
}

async function openRegistry(): Promise<Registry> {
  const { collectDefaultMetrics, Registry } = await import('prom-client')
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
    // prom-client leaves it out where there are several processes; the oldest one tells how long the node has run.
    aggregator: name === 'process_start_time_seconds' ? 'min' : aggregator,
    // What is not a number yet, as a mean of nothing, does not pass from process to process.
    values: values.filter(({ value }) => Number.isFinite(value)),
  }
}
