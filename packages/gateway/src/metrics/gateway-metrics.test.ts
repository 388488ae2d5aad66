import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { createCounters, createGatewayMetrics } from './gateway-metrics.ts'

const { cache } = createRequire(import.meta.url)

function isLibraryLoaded(): boolean {
  return Object.keys(cache).some((file) => file.includes('/prom-client/'))
}

test('the first scrape asks no service before the library is loaded, which takes the time that a service has to answer', async () => {
  const asked: boolean[] = []
  const metrics = createGatewayMetrics(createCounters([]), {
    countQueuedEvents: () => 0,
    maxQueuedEvents: 0,
    countOpenBreakers: () => 0,
    countConnections: () => 0,
    isDraining: () => false,
    build: { version: '0', database: 'sqlite', audit: 'committed' },
    askDatabase: async () => void asked.push(isLibraryLoaded()),
    askRedis: async () => asked.push(isLibraryLoaded()) > 0,
  })
  assert.equal(isLibraryLoaded(), false)

  await metrics.read()

  assert.deepEqual(asked, [true, true])
})
