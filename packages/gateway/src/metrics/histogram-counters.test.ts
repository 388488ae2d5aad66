import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Histogram, Registry } from 'prom-client'
import { addToHistogram, createHistogramCounters, estimateQuantile } from './histogram-counters.ts'
import { listHistogramValues } from './metric-snapshot.ts'

const name = 'signpost_s3_probe_seconds'
const bounds = [0.1, 1, 5]
const values = [0, 0.05, 0.1, 0.100001, 1, 4.9, 5, 5.1, 100]

test('the counters count like a histogram of prom-client', async () => {
  const counters = createHistogramCounters(bounds)
  const register = new Registry()
  const reference = new Histogram({ name, help: 'a', buckets: [...bounds], registers: [register], labelNames: ['a'] })

  for (const value of values) {
    addToHistogram(counters, value)
    reference.observe({ a: 'b' }, value)
  }

  const { values: expected } = await reference.get()
  assert.deepEqual(
    listHistogramValues(name, counters, { a: 'b' }),
    (expected as { exemplar?: unknown }[]).map(({ exemplar: _, ...value }) => value),
  )
})

test('a quantile is estimated within its bucket', () => {
  const counters = createHistogramCounters([1, 2, 4])
  assert.equal(estimateQuantile(counters, 0.5), 0)
  for (const value of [0.5, 1.5, 1.5, 3, 3, 3, 3, 3, 3, 100]) addToHistogram(counters, value)

  assert.equal(estimateQuantile(counters, 0.1), 1)
  assert.equal(estimateQuantile(counters, 0.2), 1.5)
  assert.equal(estimateQuantile(counters, 0.6), 3)
  assert.equal(estimateQuantile(counters, 0.99), 4)
})
