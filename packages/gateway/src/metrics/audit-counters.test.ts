import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import { createAuditCounters } from './audit-counters.ts'

test('batches are counted as what became of them, and what the store says is passed on', async () => {
  const counters = createAuditCounters()
  const away = new Error('the database is away')
  let isAway = false
  const seen: number[] = []
  const repository = counters.follow({
    async append(requests) {
      if (isAway) throw away
      seen.push(requests.length)
      return [{ index: 1, cause: new Error('a bad row') }]
    },
  })

  const event = sampleAuditEvent()
  await repository.append([[event, event], [event], [event]])
  isAway = true
  await assert.rejects(repository.append([[event]]), away)

  const values = counters.read().flatMap((metric) => metric.values.map((value) => ({ name: metric.name, ...value })))
  const find = (name: string, labels = {}) =>
    values.find(
      (value) =>
        (value.metricName ?? value.name) === name &&
        Object.entries(labels).every(([label, text]) => value.labels[label] === text),
    )?.value
  assert.deepEqual(seen, [3])
  assert.equal(find('signpost_audit_events_total', { result: 'written' }), 3)
  assert.equal(find('signpost_audit_events_total', { result: 'failed' }), 2)
  assert.equal(find('signpost_audit_commit_seconds_count'), 2)
  assert.equal(find('signpost_audit_batch_events_count'), 2)
  assert.equal(find('signpost_audit_batch_events_sum'), 5)
})
