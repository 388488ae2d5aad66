import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAuditEvent } from '../../test/audit-store-stub.ts'
import { createAnswerTally } from './answer-tally.ts'
import type { MetricSnapshot } from './metric-snapshot.ts'

const denied = sampleAuditEvent({ outcome: 'denied', code: 'token_unknown', status: 401 })

test('requests are counted by operation and outcome, errors by code', () => {
  const tally = createAnswerTally(['signed_url', 'other'])

  tally.decided(sampleAuditEvent(), 1)
  tally.decided(sampleAuditEvent(), 2)
  tally.decided(denied, 1)
  tally.turnedAway({ requestId: 'r', code: 'route_not_found', status: 404 })
  tally.turnedAway({ requestId: 'r', code: 'token_unknown', status: 401 })

  const metrics = tally.read()
  assert.equal(find(metrics, 'signpost_requests_total', { operation: 'signed_url', outcome: 'signed' }), 2)
  assert.equal(find(metrics, 'signpost_requests_total', { operation: 'signed_url', outcome: 'denied' }), 1)
  assert.equal(find(metrics, 'signpost_requests_total', { operation: 'signed_url', outcome: 'failed' }), 0)
  assert.equal(find(metrics, 'signpost_requests_total', { operation: 'other', outcome: 'signed' }), 0)
  assert.equal(find(metrics, 'signpost_refusals_total', { code: 'token_unknown' }), 2)
  assert.equal(find(metrics, 'signpost_refusals_total', { code: 'route_not_found' }), 1)
  assert.equal(find(metrics, 'signpost_refusals_total', { code: 'internal_error' }), 0)
})

test('durations are in seconds, and there are lines only of what has happened', () => {
  const tally = createAnswerTally(['signed_url'])
  tally.decided(sampleAuditEvent(), 3)

  const { values } = pick(tally.read(), 'signpost_request_duration_seconds')
  assert.deepEqual([...new Set(values.map(({ labels }) => labels.outcome))], ['signed'])
  const counts = values.filter(({ metricName }) => metricName?.endsWith('_bucket'))
  assert.deepEqual(
    counts.slice(0, 5).map(({ labels, value }) => [labels.le, value]),
    [
      [0.0005, 0],
      [0.001, 0],
      [0.0025, 0],
      [0.005, 1],
      [0.01, 1],
    ],
  )
  assert.equal(values.find(({ metricName }) => metricName?.endsWith('_sum'))?.value, 0.003)
})

test('an operation that nobody announced is counted, too', () => {
  const tally = createAnswerTally([])
  tally.decided(sampleAuditEvent({ operation: 'new' }), 1)

  assert.equal(find(tally.read(), 'signpost_requests_total', { operation: 'new', outcome: 'signed' }), 1)
})

function pick(metrics: readonly MetricSnapshot[], name: string): MetricSnapshot {
  return metrics.find((metric) => metric.name === name) ?? assert.fail(name)
}

function find(metrics: readonly MetricSnapshot[], name: string, labels: Record<string, string>): number | undefined {
  const isAsked = (found: Readonly<Record<string, unknown>>) =>
    Object.entries(labels).every(([label, value]) => found[label] === value)
  return pick(metrics, name).values.find((value) => isAsked(value.labels))?.value
}
