import type { MetricSnapshot } from './metric-snapshot.ts'
import { loadPromClient } from './prom-client.ts'

/** The media type of {@link renderMetrics}. */
export const metricsMediaType = 'text/plain; version=0.0.4; charset=utf-8'

/** The metrics of several processes as one, each put together as its `aggregator` says, in Prometheus' text format. */
export async function renderMetrics(processes: readonly (readonly MetricSnapshot[])[]): Promise<string> {
  return loadPromClient()
    .AggregatorRegistry.aggregate([...processes])
    .metrics()
}
