import type { CountsLookups, LimiterCounters, SweepCounters } from '../core/counters.ts'
import { createAvailability } from './availability.ts'
import { listCounts, type MetricSnapshot, snapMetric, snapNumber } from './metric-snapshot.ts'
import { createProcessMetrics } from './process-metrics.ts'
import { countRequests, type OperationLatency } from './request-counters.ts'
import { countAuditCommits, countProbes, countRenewals } from './wait-counters.ts'

/** The parts of a gateway whose numbers are read at a scrape. */
export interface MetricSources {
  /** The names of the operations. */
  readonly operations: readonly string[]
  readonly caches: Readonly<Record<'tokens' | 'credentials' | 'buckets', CountsLookups>>
  readonly limiter: {
    readonly counters: Readonly<LimiterCounters>
    /** Absent when no Redis is configured. */
    readonly askRedis?: () => Promise<boolean>
  }
  readonly auditLog: { readonly queued: number }
  readonly maxQueuedEvents: number
  readonly breakers: { countAway(): number }
  readonly renewals: { countFailing(): number }
  readonly sweeps: Readonly<SweepCounters>
  readonly connections: { countOpen(): number }
  readonly readiness: { isDraining(): boolean }
  /** `ping` rejects when the database does not answer. */
  readonly database: { ping(): Promise<void> }
  readonly build: Readonly<Record<'version' | 'database' | 'audit', string>>
}

/** The metrics of one gateway and of its process. */
export interface GatewayMetrics {
  /** Reads all metrics. Asks the database and Redis, and waits one second at most for their answers. */
  read(): Promise<MetricSnapshot[]>
  /** Reads the metrics that only grow. These remain when a gateway ends. */
  readCounts(): Promise<MetricSnapshot[]>
  /** Reads how long requests have taken since the counting began. */
  readLatency(): { readonly startedAt: number; readonly operations: readonly OperationLatency[] }
  /** Stops counting. */
  close(): void
}

/** Counts what a gateway does from now on. The other numbers are read from its parts at each scrape. */
export function startGatewayMetrics(sources: MetricSources): GatewayMetrics {
  const { operations, caches, limiter, auditLog, maxQueuedEvents, breakers, connections, readiness, database, sweeps } =
    sources
  const requests = countRequests(operations)
  const startedAt = Date.now()
  const counted = [requests, countAuditCommits(), countProbes(), countRenewals()]
  const askDatabase = createAvailability(() => database.ping())
  const askRedis = limiter.askRedis === undefined ? undefined : createAvailability(limiter.askRedis)
  const build = { ...sources.build, node_version: process.version }
  const ownProcess = createProcessMetrics()

  function snapCounts(): MetricSnapshot[] {
    return [
      ...counted.flatMap(({ read }) => read()),
      snapMetric('signpost_cache_lookups_total', Object.entries(caches).flatMap(listLookups)),
      snapMetric('signpost_rate_limit_decisions_total', listDecisions(limiter.counters)),
      snapNumber('signpost_rate_limit_fallbacks_total', limiter.counters.fallbacks),
      snapMetric('signpost_multipart_sweeps_total', listSweeps(sweeps)),
    ]
  }

  async function snapGauges(): Promise<MetricSnapshot[]> {
    const [databaseUp, redisUp] = await Promise.all([askDatabase(), askRedis?.()])
    return [
      snapNumber('signpost_audit_queue_events', auditLog.queued),
      snapNumber('signpost_audit_queue_limit', maxQueuedEvents),
      snapNumber('signpost_s3_breakers_open', breakers.countAway()),
      snapNumber('signpost_credentials_not_renewed', sources.renewals.countFailing()),
      snapNumber('signpost_multipart_last_sweep_timestamp_seconds', sweeps.sweptAt / 1000),
      snapNumber('signpost_database_up', databaseUp),
      ...(redisUp === undefined ? [] : [snapNumber('signpost_redis_up', redisUp)]),
      snapNumber('signpost_draining', readiness.isDraining() ? 1 : 0),
      snapNumber('signpost_open_connections', connections.countOpen()),
      snapMetric('signpost_build_info', [{ value: 1, labels: build }]),
    ]
  }

  return {
    async read() {
      // Read first: the first scrape loads a library here, and that would use up the time that the services have to answer.
      const processMetrics = await ownProcess.read()
      const gauges = await snapGauges()
      return [...snapCounts(), ...gauges, ...processMetrics]
    },
    readLatency: () => ({ startedAt, operations: requests.readLatency() }),
    readCounts: async () => [...snapCounts(), ...listCounts(await ownProcess.read())],
    close() {
      for (const { end } of counted) end()
    },
  }
}

function listLookups([cache, { lookups }]: readonly [string, CountsLookups]) {
  const { hits, misses } = lookups
  return [
    { value: hits, labels: { cache, result: 'hit' } },
    { value: misses, labels: { cache, result: 'miss' } },
  ]
}

function listSweeps({ sweptAt: _, ...results }: Readonly<SweepCounters>) {
  return Object.entries(results).map(([result, value]) => ({ value, labels: { result } }))
}

function listDecisions({ tokens, clientTokens, changes, badTokens }: Readonly<LimiterCounters>) {
  const limits = { token: tokens, client_token: clientTokens, change: changes, bad_token: badTokens }
  return Object.entries(limits).flatMap(([limit, { allowed, refused }]) => [
    { value: allowed, labels: { limit, decision: 'allowed' } },
    { value: refused, labels: { limit, decision: 'refused' } },
  ])
}
