import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createAccessLog } from './access-log/access-log.ts'
import { auditBounds } from './audit/audit-log.ts'
import { createAuditCheck } from './audit/check-audit.ts'
import { createAuditLog } from './audit/create-audit-log.ts'
import { startRetention } from './audit/retention.ts'
import type { Config } from './config/config-schema.ts'
import { parseTrustProxy } from './config/trust-proxy.ts'
import { type Clock, systemClock } from './core/clock.ts'
import { parseRate } from './core/rate.ts'
import { observeTogether } from './core/request-observer.ts'
import { version } from './core/version.ts'
import { createGate } from './gate/gate.ts'
import { createConnectionDrain } from './http/connection-drain.ts'
import { createApp } from './http/create-app.ts'
import { createRequestLimiter } from './limits/request-limiter.ts'
import { createCounters, createGatewayMetrics, type GatewayMetrics } from './metrics/gateway-metrics.ts'
import type { State } from './open-state.ts'
import { listDocuments } from './openapi/list-documents.ts'
import type { Operation } from './operations/operation.ts'
import { operations as registry } from './operations/registry.ts'
import { createBucketCheck, uncheckedBuckets } from './s3/bucket-check.ts'
import { createBucketProbe } from './s3/bucket-probe.ts'
import { createCircuitBreakers } from './s3/circuit-breaker.ts'
import { createS3Caller } from './s3/s3-caller.ts'
import { createS3Client } from './s3/s3-client.ts'
import { createLastUse } from './tokens/last-use.ts'
import { createTokenVerifier } from './tokens/token-verifier.ts'
import type { Tracing } from './tracing/start-tracing.ts'
import { createVaultCheck } from './vault/check-vault.ts'
import { createSigningCredentials } from './vault/signing-credentials.ts'

/** The gateway, ready to listen. */
export interface Gateway {
  readonly app: FastifyInstance
  readonly metrics: GatewayMetrics
  /** Takes no new connection from now on; those that are open are served as before. */
  stopListening(): void
  /**
   * Takes no new connection, lets answers in flight finish, and resolves when the last one is out and all is written.
   * @param waitFor is told what one waits for
   * @param settleMs how long a silent connection may still send a request
   * @throws Error when answers had to be cut off
   */
  drain(waitFor?: (name: string) => void, settleMs?: number): Promise<void>
}

/** The longest answer waits for S3 three times and for the audit log once; the rest of the 10 s is for what comes after. */
const answersLimitMs = 8000

/** What {@link composeGateway} is made from, beside the state. */
export interface GatewayOptions {
  readonly config: Config
  readonly logger: Logger
  /** Undefined when no traces are wanted. */
  readonly tracing?: Tracing | undefined
  /** Whether the sandbox runs beside the gateway. */
  readonly hasSandbox?: boolean
  readonly clock?: Clock
  /** What is offered: the registry, unless a test says otherwise. */
  readonly operations?: readonly Operation[]
}

/** Wires the gateway together: with `open-state.ts`, the only place where the rooms meet. */
export function composeGateway(state: State, options: GatewayOptions): Gateway {
  const { config, logger, tracing, hasSandbox = false, clock = systemClock, operations = registry } = options
  const { database, ring } = state
  // A command supplies the key at its first use: a gateway that cannot have it must not start.
  void ring.current
  const counters = createCounters(operations.map(({ name }) => name))
  const s3Client = createS3Client({ allowPrivate: config.allowPrivateEndpoints })
  const limiter = createRequestLimiter({
    rate: parseRate(config.rateLimit),
    badTokenRate: parseRate(config.badTokenRateLimit),
    redisUrl: config.redisUrl,
    workers: config.workers,
    counters: counters.limiter,
    logger,
    clock,
  })
  const lastUse = createLastUse(database.tokens)
  const auditLog = createAuditLog(config.auditDurability, { repository: counters.audit.follow(database.audit), logger })
  const endRetention = startRetention({ repository: database.audit, days: config.auditRetentionDays, clock, logger })
  const accessLog = createAccessLog({
    logger,
    successesPerSecond: config.accessLogPerSecond,
    failuresPerSecond: config.accessLogFailuresPerSecond,
  })
  const observer = observeTogether([counters.answers, accessLog, ...(tracing === undefined ? [] : [tracing.observer])])
  const ports = { tokens: database.tokens, credentials: database.credentials, audit: auditLog, limiter, s3: s3Client }
  const traced = tracing?.tracePorts(ports) ?? ports
  const { tokens, credentials, buckets: bucketLookups } = counters.caches
  const breakers = createCircuitBreakers(clock)
  const s3 = createS3Caller(traced.s3, breakers)
  const { probeBucket, probeObject } = createBucketProbe(s3, clock)
  const probe = { probeBucket: counters.probes.follow(probeBucket), probeObject: counters.probes.follow(probeObject) }
  const buckets = config.bucketCheck
    ? createBucketCheck(probe, { breakers, clock, lookups: bucketLookups })
    : uncheckedBuckets
  const gate = createGate({
    tokens: createTokenVerifier(traced.tokens, database.changes, clock, { lastUse, lookups: tokens }),
    limiter: traced.limiter,
    credentials: createSigningCredentials(traced.credentials, database.changes, ring, {
      hasSandbox,
      lookups: credentials,
    }),
    buckets,
    s3,
    audit: traced.audit,
    observer,
    clock,
  })
  async function probeAudit(): Promise<void> {
    // The pages that the next event goes to have to be good, too.
    await database.audit.listAfter(Number.MAX_SAFE_INTEGER, 1)
    await database.probeWrite()
  }
  const connections = createConnectionDrain()
  let draining = false
  const app = createApp({
    operations,
    gate,
    observer,
    logger,
    publicUrl: config.publicUrl,
    trustProxy: parseTrustProxy(config.trustProxy),
    corsOrigins: config.corsOrigins,
    documents: listDocuments(operations, { publicUrl: config.publicUrl, version }),
    connections,
    readiness: {
      isDraining: () => draining,
      checks: [
        // A look that every request with a token begins with.
        { message: 'The database does not answer.', run: () => database.tokens.findByHash('') },
        {
          message: 'The master key of a stored secret is missing.',
          run: createVaultCheck(database.vault, database.changes, ring),
        },
        {
          message: 'The audit log cannot be written.',
          run: createAuditCheck(auditLog, probeAudit),
          isSkippedAtStart: true,
        },
      ],
    },
    ...(tracing === undefined ? {} : { addFirstHooks: tracing.traceRequests }),
  })
  const metrics = createGatewayMetrics(counters, {
    countQueuedEvents: () => auditLog.queued,
    maxQueuedEvents: auditBounds.queued,
    countOpenBreakers: breakers.countAway,
    countConnections: connections.countOpen,
    isDraining: () => draining,
    build: {
      version,
      database: config.databaseUrl === undefined ? 'sqlite' : 'postgres',
      audit: config.auditDurability,
    },
    askDatabase: () => database.ping(),
    askRedis: limiter.askRedis,
  })
  return {
    app,
    metrics,
    stopListening: connections.stopListening,
    async drain(waitFor = () => {}, settleMs) {
      draining = true
      waitFor('answers that are under way')
      const cutOff = await connections.drain(answersLimitMs, settleMs)
      await app.close()
      waitFor('the audit log to be written')
      await auditLog.drain()
      waitFor('the deletion of old audit events')
      await endRetention()
      limiter.close()
      await s3Client.close()
      waitFor('the last use of tokens to be written')
      await lastUse.close()
      if (cutOff > 0) throw new Error(`${cutOff} answers took longer than ${answersLimitMs / 1000} s and were cut off`)
    },
  }
}
