import { createRequire } from 'node:module'
import type { MetricSnapshot } from './metric-snapshot.ts'

const require = createRequire(import.meta.url)

/** The media type of {@link renderMetrics}. */
export const metricsMediaType = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Loads the library when it is first needed, which takes some 50 ms, once.
 * @throws Error when the library cannot be read, for example for lack of file descriptors; the next call tries again
 */
export function loadPromClient(): typeof import('prom-client') {
  // Not with `import()`: a file that it fails to read once stays an error for the life of the process.
  return require('prom-client')
}

/** Combines the metrics of several processes, each as its `aggregator` says, and renders them in Prometheus' text format. */
export async function renderMetrics(processes: readonly (readonly MetricSnapshot[])[]): Promise<string> {
  return loadPromClient()
    .AggregatorRegistry.aggregate([...processes])
    .metrics()
}
