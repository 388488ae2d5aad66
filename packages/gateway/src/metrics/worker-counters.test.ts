import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addToHistogram, createHistogramCounters } from './histogram-counters.ts'
import { listHistogramValues, type MetricSnapshot, snapMetric, snapNumber } from './metric-snapshot.ts'
import { renderMetrics } from './prom-client.ts'
import { createEndedProcesses } from './worker-counters.ts'

/** The last metrics of a process that had so many requests and probes. */
function createLast(count: number, operation = 'signed_url'): MetricSnapshot[] {
  const probes = createHistogramCounters([0.1, 1])
  for (let probe = 0; probe < count; probe++) addToHistogram(probes, 0.5)
  return [
    snapMetric('signpost_requests_total', [{ value: count, labels: { operation, outcome: 'allowed' } }]),
    snapMetric('signpost_s3_probe_seconds', listHistogramValues('signpost_s3_probe_seconds', probes)),
    snapNumber('signpost_database_up', 0),
  ]
}

test('the counts of an ended process stay in the sum; its gauges do not', async () => {
  const ended = createEndedProcesses()
  ended.add(createLast(2))
  ended.add(createLast(3, 'other'))
  ended.add([])
  const living = [...createLast(10).slice(0, 2), snapNumber('signpost_database_up', 1)]

  const text = await renderMetrics([living, ended.read()])

  assert.match(text, /^signpost_requests_total\{operation="signed_url",outcome="allowed"\} 12$/m)
  assert.match(text, /^signpost_requests_total\{operation="other",outcome="allowed"\} 3$/m)
  assert.match(text, /^signpost_s3_probe_seconds_bucket\{le="0.1"\} 0$/m)
  assert.match(text, /^signpost_s3_probe_seconds_bucket\{le="1"\} 15$/m)
  assert.match(text, /^signpost_s3_probe_seconds_count 15$/m)
  assert.match(text, /^signpost_database_up 1$/m)
})

test('however many processes have ended, there is one line of each kind', () => {
  const ended = createEndedProcesses()
  for (let process = 0; process < 100; process++) ended.add(JSON.parse(JSON.stringify(createLast(2))))

  const [requests, probes] = ended.read()
  assert.deepEqual(requests?.values, [{ value: 200, labels: { operation: 'signed_url', outcome: 'allowed' } }])
  assert.deepEqual(
    probes?.values.map(({ value }) => value),
    [0, 200, 200, 100, 200],
  )
})
