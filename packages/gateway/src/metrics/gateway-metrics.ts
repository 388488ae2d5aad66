import {
  createLimiterCounters,
  createLookupCounters,
  type LimiterCounters,
  type LookupCounters,
} from '../core/counters.ts'
import { type AuditCounters, createAuditCounters } from './audit-counters.ts'
import { createAvailability } from './availability.ts'
import { listCounts, type MetricSnapshot, snapMetric, snapNumber } from './metric-snapshot.ts'
import { createProbeCounters, type ProbeCounters } from './probe-counters.ts'
import { createProcessMetrics } from './process-metrics.ts'
import { createRequestCounters, type RequestCounters } from './request-counters.ts'

/** The numbers of one gateway, which its parts add to while they work. */
export interface Counters {
  readonly answers: RequestCounters
  readonly audit: AuditCounters
  readonly probes: ProbeCounters
  readonly caches: {
    readonly tokens: LookupCounters
    readonly credentials: LookupCounters
    readonly buckets: LookupCounters
  }
  readonly limiter: LimiterCounters
}

/** Where the numbers come from that are looked up when somebody asks. */
export interface GaugeSources {
  readonly countQueuedEvents: () => number
  readonly maxQueuedEvents: number
  readonly countOpenBreakers: () => number
  readonly countConnections: () => number
  readonly isDraining: () => boolean
  readonly build: Readonly<Record<'version' | 'database' | 'audit', string>>
  /** Rejects when the database does not answer. */
  readonly askDatabase: () => Promise<void>
  /** Absent where no Redis is configured. */
  readonly askRedis?: (() => Promise<boolean>) | undefined
}

/** The metrics of one gateway and of its process. */
export interface GatewayMetrics {
  /** All of them. The database and Redis are asked, for one second at the most. */
  read(): Promise<MetricSnapshot[]>
  /** Those that only grow: what remains of a gateway that ends. */
  readCounts(): Promise<MetricSnapshot[]>
}

/** Numbers of a gateway that has done nothing yet. @param operations names */
export function createCounters(operations: readonly string[]): Counters {
  return {
    answers: createRequestCounters(operations),
    audit: createAuditCounters(),
    probes: createProbeCounters(),
    caches: { tokens: createLookupCounters(), credentials: createLookupCounters(), buckets: createLookupCounters() },
    limiter: createLimiterCounters(),
  }
}

/** Reads a gateway's metrics from its tallies and its parts. */
export function createGatewayMetrics(counters: Counters, sources: GaugeSources): GatewayMetrics {
  const { answers, audit, probes, caches, limiter } = counters
  const { countQueuedEvents, maxQueuedEvents, countOpenBreakers, countConnections, isDraining } = sources
  const askDatabase = createAvailability(sources.askDatabase)
  const askRedis = sources.askRedis === undefined ? undefined : createAvailability(sources.askRedis)
  const build = { ...sources.build, node_version: process.version }
  const ownProcess = createProcessMetrics()

  function snapCounts(): MetricSnapshot[] {
    return [
      ...answers.read(),
      ...audit.read(),
      snapMetric('signpost_cache_lookups_total', Object.entries(caches).flatMap(listLookups)),
      ...probes.read(),
      snapMetric('signpost_rate_limit_decisions_total', listDecisions(limiter)),
      snapNumber('signpost_rate_limit_fallbacks_total', limiter.fallbacks),
    ]
  }

  async function snapGauges(): Promise<MetricSnapshot[]> {
    const [databaseUp, redisUp] = await Promise.all([askDatabase(), askRedis?.()])
    return [
      snapNumber('signpost_audit_queue_events', countQueuedEvents()),
      snapNumber('signpost_audit_queue_limit', maxQueuedEvents),
      snapNumber('signpost_s3_breakers_open', countOpenBreakers()),
      snapNumber('signpost_database_up', databaseUp),
      ...(redisUp === undefined ? [] : [snapNumber('signpost_redis_up', redisUp)]),
      snapNumber('signpost_draining', isDraining() ? 1 : 0),
      snapNumber('signpost_open_connections', countConnections()),
      snapMetric('signpost_build_info', [{ value: 1, labels: build }]),
    ]
  }

  return {
    async read() {
      // First, since it loads a library at the first scrape, which takes the time that the services have to answer.
      const processMetrics = await ownProcess.read()
      const gauges = await snapGauges()
      return [...snapCounts(), ...gauges, ...processMetrics]
    },
    readCounts: async () => [...snapCounts(), ...listCounts(await ownProcess.read())],
  }
}

function listLookups([cache, { hits, misses }]: readonly [string, LookupCounters]) {
  return [
    { value: hits, labels: { cache, result: 'hit' } },
    { value: misses, labels: { cache, result: 'miss' } },
  ]
}

function listDecisions({ tokens, badTokens }: LimiterCounters) {
  return Object.entries({ token: tokens, bad_token: badTokens }).flatMap(([limit, { allowed, refused }]) => [
    { value: allowed, labels: { limit, decision: 'allowed' } },
    { value: refused, labels: { limit, decision: 'refused' } },
  ])
}
