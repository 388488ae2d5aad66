import { createLimiterCounters, createLookupCounters, createSweepCounters } from '../../src/core/counters.ts'
import type { MetricSources } from '../../src/metrics/gateway-metrics.ts'

/** The sources of the metrics of a gateway that has done nothing yet, with every optional source. */
export function sampleMetricSources(changes: Partial<MetricSources> = {}): MetricSources {
  const cache = { lookups: createLookupCounters() }
  return {
    operations: ['signed_url'],
    caches: { tokens: cache, credentials: cache, buckets: cache },
    limiter: { counters: createLimiterCounters(), askRedis: async () => true },
    auditLog: { queued: 0 },
    maxQueuedEvents: 0,
    breakers: { countAway: () => 0 },
    renewals: { countFailing: () => 0 },
    sweeps: createSweepCounters(),
    connections: { countOpen: () => 0 },
    readiness: { isDraining: () => false },
    database: { ping: async () => {} },
    build: { version: '0', database: 'sqlite', audit: 'committed' },
    ...changes,
  }
}
