import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { sampleMetricSources } from '../../test/samples/sample-metric-sources.ts'
import { channels } from '../core/channels.ts'
import { startGatewayMetrics } from './gateway-metrics.ts'

const { cache } = createRequire(import.meta.url)

function isLibraryLoaded(): boolean {
  return Object.keys(cache).some((file) => file.includes('/prom-client/'))
}

test('the first scrape loads the library before it asks the services, so that loading does not use up their time to answer', async () => {
  const asked: boolean[] = []
  const { counters } = sampleMetricSources().limiter
  const metrics = startGatewayMetrics(
    sampleMetricSources({
      database: { ping: async () => void asked.push(isLibraryLoaded()) },
      limiter: { counters, askRedis: async () => asked.push(isLibraryLoaded()) > 0 },
    }),
  )
  assert.equal(isLibraryLoaded(), false)

  await metrics.read()
  metrics.close()

  assert.deepEqual(asked, [true, true])
})

test('a gateway that has ended stops counting, and its counts can still be read', async () => {
  const metrics = startGatewayMetrics(sampleMetricSources())
  const refuse = () => channels.unrouted.publish({ requestId: 'r', code: 'route_not_found', status: 404 })
  refuse()
  metrics.close()
  refuse()

  const counted = (await metrics.readCounts()).find(({ name }) => name === 'signpost_refusals_total')
  assert.equal(counted?.values.find(({ labels }) => labels.code === 'route_not_found')?.value, 1)
  assert.equal(channels.unrouted.hasSubscribers, false)
})
