import type { HistogramCounters } from './histogram-counters.ts'
import { type MetricName, metricTable } from './metric-table.ts'

/** One value of a metric, in prom-client's JSON form. */
export interface MetricValue {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number>>
  /** The name on the line, when it differs from the metric's: `…_bucket`, `…_sum`, `…_count`. */
  readonly metricName?: string
}

/**
 * A metric at one moment, in the JSON form that prom-client's aggregation accepts. Workers send it to the primary process.
 */
export interface MetricSnapshot {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly aggregator: string
  readonly values: readonly MetricValue[]
}

/** Metrics that count what the channels of `core/channels.ts` publish. */
export interface CountedMetrics {
  read(): MetricSnapshot[]
  /** Stops counting. */
  end(): void
}

/** Creates the snapshot of a metric of the table. */
export function snapMetric(name: MetricName, values: readonly MetricValue[]): MetricSnapshot {
  const { help, type, aggregator } = metricTable[name]
  return { name, help, type, aggregator, values }
}

/** Creates the snapshot of a metric that has one value and no labels. */
export function snapNumber(name: MetricName, value: number): MetricSnapshot {
  return snapMetric(name, [{ value, labels: {} }])
}

/** Lists the values of a histogram: for each bound how many values are not above it, then their sum and their number. */
export function listHistogramValues(
  name: MetricName,
  { bounds, counts, sum }: HistogramCounters,
  labels: Readonly<Record<string, string>> = {},
): MetricValue[] {
  let total = 0
  const buckets = counts.map((count, index) => {
    total += count
    return { metricName: `${name}_bucket`, labels: { ...labels, le: bounds[index] ?? '+Inf' }, value: total }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ]
}

/** Picks the metrics that only grow. */
export function listCounts(metrics: readonly MetricSnapshot[]): readonly MetricSnapshot[] {
  return metrics.filter(({ type }) => type === 'counter' || type === 'histogram')
}
