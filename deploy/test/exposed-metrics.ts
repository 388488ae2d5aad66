import { metricTable } from '../../packages/gateway/src/metrics/metric-table.ts'

/** The names and labels that a gateway exposes to Prometheus. */
export interface ExposedMetrics {
  readonly names: ReadonlySet<string>
  readonly labels: ReadonlySet<string>
}

/** Labels that Prometheus itself adds: those of targets and alerts, and the bound of a bucket. */
const givenLabels = ['job', 'instance', 'alertname', 'alertstate', 'le']
/** Metrics that Prometheus itself generates. */
const givenMetrics = ['up', 'ALERTS']

/**
 * Reads the names that a page of metrics declares. The labels come from the table of metrics, because a metric without any values
 * shows no labels.
 * @param page in Prometheus' text format
 */
export function readExposedMetrics(page: string): ExposedMetrics {
  const names = [...page.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name ?? ''],
  )
  const labels = Object.values(metricTable).flatMap((facts): readonly string[] => facts.labels)
  return { names: new Set([...names, ...givenMetrics]), labels: new Set([...labels, ...givenLabels]) }
}
