import { metricTable } from '../../packages/gateway/src/metrics/metric-table.ts'

/** The names and labels that a gateway shows to Prometheus. */
export interface ExposedMetrics {
  readonly names: ReadonlySet<string>
  readonly labels: ReadonlySet<string>
}

/** Labels that Prometheus itself gives: the target's, those of alerts, and the bound of a bucket. */
const givenLabels = ['job', 'instance', 'alertname', 'alertstate', 'le']
/** Metrics that Prometheus itself makes. */
const givenMetrics = ['up', 'ALERTS']

/**
 * What a page of metrics declares. The labels are those of the table of metrics, since a metric of which nothing has happened
 * shows none.
 * @param page in Prometheus' text format
 */
export function readExposedMetrics(page: string): ExposedMetrics {
  const names = [...page.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name ?? ''],
  )
  const labels = Object.values(metricTable).flatMap((facts): readonly string[] => facts.labels)
  return { names: new Set([...names, ...givenMetrics]), labels: new Set([...labels, ...givenLabels]) }
}
