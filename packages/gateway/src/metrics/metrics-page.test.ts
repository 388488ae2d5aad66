import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sampleMetricSources } from '../../test/samples/sample-metric-sources.ts'
import { startGatewayMetrics } from './gateway-metrics.ts'
import { type MetricName, metricTable } from './metric-table.ts'
import { snapWorkers } from './worker-counters.ts'

const page = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8')

/** All metrics of a gateway with workers and every optional part. */
const told = [
  ...(await startGatewayMetrics(sampleMetricSources()).read()),
  ...snapWorkers({ expected: 2, answering: 2, restarts: 0 }),
]

/** Some metrics of the process exist only on Linux. */
const skip = process.platform === 'linux' ? false : 'needs the /proc of Linux'

test('docs/metrics.md has a row for each metric, and no other rows', { skip }, () => {
  const expected = told.map(({ name, type, help }) => {
    const row = name in metricTable ? [name, type, listLabels(name as MetricName), help] : [name, type, help]
    return `| \`${row[0]}\` | ${row.slice(1).join(' | ')} |`
  })
  const rows = page.split('\n').filter((line) => /^\| `(signpost|process|nodejs)_/.test(line))

  assert.deepEqual(rows.toSorted(), expected.toSorted())
})

test('a gateway reports every metric of the table, with the labels in the table', { skip }, () => {
  for (const [name, { labels }] of Object.entries(metricTable)) {
    const metric = told.find((candidate) => candidate.name === name) ?? assert.fail(name)
    for (const value of metric.values) {
      const others = Object.keys(value.labels).filter((label) => label !== 'le')
      assert.deepEqual(others.toSorted(), labels.toSorted(), name)
    }
  }
})

test('docs/metrics.md names no metric that does not exist', { skip }, () => {
  const known = new Set(told.flatMap(({ name }) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]))
  const named = page.match(/\b(signpost|process|nodejs)_\w+/g) ?? []

  assert.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  )
})

function listLabels(name: MetricName): string {
  const { labels } = metricTable[name]
  return labels.length === 0 ? '–' : labels.map((label) => `\`${label}\``).join(', ')
}
