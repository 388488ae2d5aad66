import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import type { RefusedRequest, RequestEvents } from '../core/audit-ports.ts'
import { channels } from '../core/channels.ts'
import { countAuditCommits, countProbes } from './wait-counters.ts'

test('batches are counted by their result, until the counting ends', async () => {
  const counters = countAuditCommits()
  const away = new Error('the database is away')
  const event = sampleAuditEvent()
  const refused: RefusedRequest = { index: 1, cause: new Error('a bad row') }
  const write = (requests: RequestEvents[], result: Promise<RefusedRequest[]>) =>
    channels.auditCommit.tracePromise(() => result, { requests })

  assert.deepEqual(await write([[event, event], [event], [event]], Promise.resolve([refused])), [refused])
  await assert.rejects(write([[event]], Promise.reject(away)), away)
  counters.end()
  await write([[event]], Promise.resolve([]))

  const values = counters.read().flatMap((metric) => metric.values.map((value) => ({ name: metric.name, ...value })))
  const find = (name: string, labels = {}) =>
    values.find(
      (value) =>
        (value.metricName ?? value.name) === name &&
        Object.entries(labels).every(([label, text]) => value.labels[label] === text),
    )?.value
  assert.equal(find('signpost_audit_events_total', { result: 'written' }), 3)
  assert.equal(find('signpost_audit_events_total', { result: 'failed' }), 2)
  assert.equal(find('signpost_audit_commit_seconds_count'), 2)
  assert.equal(find('signpost_audit_batch_events_count'), 2)
  assert.equal(find('signpost_audit_batch_events_sum'), 5)
})

test('probes of S3 are counted by their result, even simultaneous ones', async () => {
  const counters = countProbes()
  const ask = (kind: string, isOutage: boolean) => channels.s3Probe.tracePromise(async () => ({ kind, isOutage }), {})

  assert.deepEqual(await ask('exists', false), { kind: 'exists', isOutage: false })
  await Promise.all([ask('unknown', true), ask('unknown', false), ask('exists', false)])
  counters.end()

  const [counts, durations] = counters.read()
  assert.deepEqual(
    counts?.values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.result, value]),
    [
      ['exists', 2],
      ['unreachable', 1],
      ['unclear', 1],
    ],
  )
  assert.equal(durations?.values.at(-1)?.value, 4)
})
