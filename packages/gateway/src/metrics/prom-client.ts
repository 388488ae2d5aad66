import { createRequire } from 'node:module'
import type { MetricSnapshot } from './metric-snapshot.ts'

const require = createRequire(import.meta.url)

/** The media type of {@link renderMetrics}. */
export const metricsMediaType = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * The library, which is loaded when it is first needed: that takes some 50 ms, once.
 * @throws Error when it cannot be read, for want of file descriptors for one; the next call tries again
 */
export function loadPromClient(): typeof import('prom-client') {
  // By `import()` a file of the library that could not be read once would stay an error for as long as the process lives.
  return require('prom-client')
}

/** The metrics of several processes as one, each put together as its `aggregator` says, in Prometheus' text format. */
export async function renderMetrics(processes: readonly (readonly MetricSnapshot[])[]): Promise<string> {
  return loadPromClient()
    .AggregatorRegistry.aggregate([...processes])
    .metrics()
}
