import type { HistogramCounters } from './histogram-counters.ts'
import { type MetricName, metricTable } from './metric-table.ts'

/** One value of a metric, in prom-client's JSON form. */
export interface MetricValue {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number>>
  /** The name on the line where it is not the metric's: `…_bucket`, `…_sum`, `…_count`. */
  readonly metricName?: string
}

/**
 * A metric at one moment, in the JSON form that prom-client's aggregation takes. It passes from workers to the primary
 * process.
 */
export interface MetricSnapshot {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly aggregator: string
  readonly values: readonly MetricValue[]
}

/** Metrics that grow with what the channels of `core/channels.ts` tell. */
export interface CountedMetrics {
  read(): MetricSnapshot[]
  /** Counts no more. */
  end(): void
}

/** A metric of the table with its values. */
export function snapMetric(name: MetricName, values: readonly MetricValue[]): MetricSnapshot {
  const { help, type, aggregator } = metricTable[name]
  return { name, help, type, aggregator, values }
}

/** A metric of the table that has one value and no labels. */
export function snapNumber(name: MetricName, value: number): MetricSnapshot {
  return snapMetric(name, [{ value, labels: {} }])
}

/** The values of a histogram: how many were at most each bound, their sum and their number. */
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

/** Of the metrics of a process those that only grow. */
export function listCounts(metrics: readonly MetricSnapshot[]): readonly MetricSnapshot[] {
  return metrics.filter(({ type }) => type === 'counter' || type === 'histogram')
}
