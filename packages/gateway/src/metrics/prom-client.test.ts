import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addToHistogram, createHistogramCounters } from './histogram-counters.ts'
import { listCounts, listHistogramValues, type MetricSnapshot, snapMetric, snapNumber } from './metric-snapshot.ts'
import { renderMetrics } from './prom-client.ts'

/** The metrics of a process with so many requests, fallbacks and probes. */
function createProcess({ count = 1, up = 1, operation = 'signed_url' }): MetricSnapshot[] {
  const probes = createHistogramCounters([0.1, 1])
  for (let probe = 0; probe < count; probe++) addToHistogram(probes, 0.5)
  return [
    snapMetric('signpost_requests_total', [{ value: count, labels: { operation, outcome: 'allowed' } }]),
    snapMetric('signpost_s3_probe_seconds', listHistogramValues('signpost_s3_probe_seconds', probes)),
    snapNumber('signpost_database_up', up),
    snapNumber('signpost_s3_breakers_open', up),
  ]
}

test('the metrics of one process are rendered in Prometheus’ text format', async () => {
  assert.equal(
    await renderMetrics([createProcess({ count: 2 })]),
    `# HELP signpost_requests_total Decisions about requests: allowed, denied, or failed through a fault of Signpost or its surroundings.
# TYPE signpost_requests_total counter
signpost_requests_total{operation="signed_url",outcome="allowed"} 2

# HELP signpost_s3_probe_seconds Time of one probe of S3.
# TYPE signpost_s3_probe_seconds histogram
signpost_s3_probe_seconds_bucket{le="0.1"} 0
signpost_s3_probe_seconds_bucket{le="1"} 2
signpost_s3_probe_seconds_bucket{le="+Inf"} 2
signpost_s3_probe_seconds_sum 1
signpost_s3_probe_seconds_count 2

# HELP signpost_database_up Whether the database answers (1) or not (0); asked at each scrape, for at most 1 second.
# TYPE signpost_database_up gauge
signpost_database_up 1

# HELP signpost_s3_breakers_open Credentials whose S3 endpoint failed within the last 70 seconds and has not answered since.
# TYPE signpost_s3_breakers_open gauge
signpost_s3_breakers_open 1
`,
  )
})

test('over several processes, counters and histograms are added up, and gauges combined as the table says', async () => {
  const text = await renderMetrics([
    createProcess({ count: 2, up: 1 }),
    createProcess({ count: 3, up: 0 }),
    createProcess({ count: 4, operation: 'other' }),
  ])

  assert.match(text, /^signpost_requests_total\{operation="signed_url",outcome="allowed"\} 5$/m)
  assert.match(text, /^signpost_requests_total\{operation="other",outcome="allowed"\} 4$/m)
  assert.match(text, /^signpost_s3_probe_seconds_bucket\{le="1"\} 9$/m)
  assert.match(text, /^signpost_s3_probe_seconds_sum 4.5$/m)
  assert.match(text, /^signpost_database_up 0$/m)
  assert.match(text, /^signpost_s3_breakers_open 1$/m)
})

test('the metrics that only grow are the counters and the histograms', () => {
  assert.deepEqual(
    listCounts(createProcess({})).map(({ name }) => name),
    ['signpost_requests_total', 'signpost_s3_probe_seconds'],
  )
})
