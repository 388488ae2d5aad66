import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import { channels } from '../core/channels.ts'
import type { AuditEvent } from '../core/model.ts'
import type { MetricSnapshot } from './metric-snapshot.ts'
import { countRequests } from './request-counters.ts'

const denied = sampleAuditEvent({ outcome: 'denied', code: 'token_unknown', status: 401 })

test('requests are counted by operation and outcome, once however many events they have, and errors by code', () => {
  const counters = countRequests(['signed_url', 'other'])

  decide(sampleAuditEvent(), 1)
  decide(sampleAuditEvent(), 2)
  decide(denied, 1)
  channels.unrouted.publish({ requestId: 'r', code: 'route_not_found', status: 404 })
  channels.unrouted.publish({ requestId: 'r', code: 'token_unknown', status: 401 })

  const metrics = counters.read()
  assert.equal(find(metrics, 'signpost_requests_total', { operation: 'signed_url', outcome: 'allowed' }), 2)
  assert.equal(find(metrics, 'signpost_requests_total', { operation: 'signed_url', outcome: 'denied' }), 1)
  assert.equal(find(metrics, 'signpost_requests_total', { operation: 'signed_url', outcome: 'failed' }), 0)
  assert.equal(find(metrics, 'signpost_requests_total', { operation: 'other', outcome: 'allowed' }), 0)
  assert.equal(find(metrics, 'signpost_refusals_total', { code: 'token_unknown' }), 2)
  assert.equal(find(metrics, 'signpost_refusals_total', { code: 'route_not_found' }), 1)
  assert.equal(find(metrics, 'signpost_refusals_total', { code: 'internal_error' }), 0)
})

test('durations are in seconds, and there are lines only for outcomes that have happened', () => {
  const counters = countRequests(['signed_url'])
  decide(sampleAuditEvent(), 3)

  const { values } = pick(counters.read(), 'signpost_request_duration_seconds')
  assert.deepEqual([...new Set(values.map(({ labels }) => labels.outcome))], ['allowed'])
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

test('an operation that was not listed at the start is counted as well', () => {
  const counters = countRequests([])
  decide(sampleAuditEvent({ operation: 'new' }), 1)

  assert.equal(find(counters.read(), 'signpost_requests_total', { operation: 'new', outcome: 'allowed' }), 1)
})

function decide(event: AuditEvent, durationMs: number): void {
  channels.decided.publish({ events: [event, event], durationMs, fault: undefined })
}

function pick(metrics: readonly MetricSnapshot[], name: string): MetricSnapshot {
  return metrics.find((metric) => metric.name === name) ?? assert.fail(name)
}

function find(metrics: readonly MetricSnapshot[], name: string, labels: Record<string, string>): number | undefined {
  const isAsked = (found: Readonly<Record<string, unknown>>) =>
    Object.entries(labels).every(([label, value]) => found[label] === value)
  return pick(metrics, name).values.find((value) => isAsked(value.labels))?.value
}
