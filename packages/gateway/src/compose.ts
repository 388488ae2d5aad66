import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { startAccessLog } from './access-log/access-log.ts'
import { auditBounds } from './audit/audit-log.ts'
import { createAuditCheck } from './audit/check-audit.ts'
import { createAuditLog } from './audit/create-audit-log.ts'
import { startRetention } from './audit/retention.ts'
import { startCounting } from './audit/start-counting.ts'
import { composeAdministration } from './compose-administration.ts'
import { listAgentSignIn } from './config/agent-sign-in.ts'
import type { Config } from './config/config-schema.ts'
import { listConnectionSettings } from './config/proxy-settings.ts'
import { listTlsFiles } from './config/tls-settings.ts'
import { parseTrustProxy } from './config/trust-proxy.ts'
import { type Clock, systemClock } from './core/clock.ts'
import { parseRate } from './core/rate.ts'
import { version } from './core/version.ts'
import { createGate } from './gate/gate.ts'
import { createConnectionDrain } from './http/connection-drain.ts'
import { createApp } from './http/create-app.ts'
import type { Readiness } from './http/health-routes.ts'
import { createRequestLimiter } from './limits/request-limiter.ts'
import { type GatewayMetrics, startGatewayMetrics } from './metrics/gateway-metrics.ts'
import type { State } from './open-state.ts'
import { listDocuments } from './openapi/list-documents.ts'
import { listMcpResources } from './openapi/mcp-resources.ts'
import type { Operation } from './operations/operation.ts'
import { operations as registry } from './operations/registry.ts'
import { createBucketCheck, uncheckedBuckets } from './s3/bucket-check.ts'
import { createBucketProbe } from './s3/bucket-probe.ts'
import { createCircuitBreakers } from './s3/circuit-breaker.ts'
import { startOutageLog } from './s3/outage-log.ts'
import { createS3Caller } from './s3/s3-caller.ts'
import { createS3Client } from './s3/s3-client.ts'
import { createStoreGuards, unaskedGuards } from './s3/store-guards.ts'
import { createLastUse } from './tokens/last-use.ts'
import { createTokenVerifier } from './tokens/token-verifier.ts'
import { startSweeper } from './uploads/start-sweeper.ts'
import { createVaultCheck } from './vault/check-vault.ts'
import { fetchKeys } from './vault/fetch-keys.ts'
import { unreadableKeyMessage } from './vault/open-key-ring.ts'
import { startRenewals } from './vault/renewals.ts'
import { createSigningCredentials } from './vault/signing-credentials.ts'

/** The gateway, ready to listen. */
export interface Gateway {
  readonly app: FastifyInstance
  readonly metrics: GatewayMetrics
  /** Accepts no new connections from now on. Open connections are served as before. */
  stopListening(): void
  /**
   * Accepts no new connections and lets answers in flight finish. Resolves when the last one is sent and everything is written.
   * @param waitFor called with what the drain is waiting for
   * @param settleMs how long a silent connection may still send a request
   * @throws Error when answers had to be cut off
   */
  drain(waitFor?: (name: string) => void, settleMs?: number): Promise<void>
}

/** The longest answer waits for S3 three times and for the audit log once. The rest of the 10 s is for the later steps of the drain. */
const answersLimitMs = 8000

/** The options of {@link composeGateway}, besides the state. */
export interface GatewayOptions {
  readonly config: Config
  readonly logger: Logger
  /** Whether the sandbox runs beside the gateway. */
  readonly hasSandbox?: boolean
  readonly clock?: Clock
  /** The operations on offer: those of the registry, unless a test passes others. */
  readonly operations?: readonly Operation[]
}

/** Wires the gateway together: with `open-state.ts`, the only place where the folders meet. */
export function composeGateway(state: State, options: GatewayOptions): Gateway {
  const { config, logger, hasSandbox = false, clock = systemClock, operations = registry } = options
  const { database, ring } = state
  let draining = false
  const limiter = createRequestLimiter({
    rate: parseRate(config.rateLimit),
    clientTokenRate: parseRate(config.clientTokenRateLimit),
    changeRate: parseRate(config.changeRateLimit),
    badTokenRate: parseRate(config.badTokenRateLimit),
    redisUrl: config.redisUrl,
    workers: config.workers,
    logger,
    clock,
  })
  const counting = startCounting({
    repository: database.audit,
    statistics: database.statistics,
    clock,
    logger,
  })
  const auditLog = createAuditLog(config.auditDurability, { repository: counting.repository, logger })
  const endRetention = startRetention({
    repository: database.audit,
    administration: database.administration,
    days: config.auditRetentionDays,
    anonymousDays: config.auditAnonymousRetentionDays,
    maxAnonymous: config.auditAnonymousMaxEvents,
    clock,
    logger,
  })
  const lastUse = createLastUse(database.tokens)
  const tokens = createTokenVerifier(database.tokens, database.changes, clock, {
    clientTokenKeys: ring,
    lastUse,
    strangersAtOnce: Math.max(1, Math.floor(config.databasePoolSize / 4)),
  })
  const renewals = startRenewals({
    repository: database.renewals,
    credentials: database.credentials,
    vault: database.vault,
    changes: database.changes,
    ring,
    clock,
    fetchKeys,
    logger,
    random: Math.random,
  })
  const credentials = createSigningCredentials(database.credentials, database.changes, ring, { hasSandbox, renewals })
  const s3Client = createS3Client(listConnectionSettings(config))
  const breakers = createCircuitBreakers(clock)
  const s3 = createS3Caller(s3Client, breakers)
  const buckets = config.bucketCheck
    ? createBucketCheck(createBucketProbe(s3, clock), breakers, clock)
    : uncheckedBuckets
  const guards = config.bucketCheck ? createStoreGuards(s3, database.credentials, clock) : unaskedGuards
  const { uploads } = database
  const sweeper = startSweeper({ uploads, credentials, s3, days: config.multipartDays, clock, logger })
  const gate = createGate({
    ...{ tokens, limiter, clientTokenKeys: ring, credentials, buckets, guards, s3, uploads },
    audit: auditLog,
    clock,
  })
  async function probeAudit(): Promise<void> {
    // The read makes sure that the pages for the next event are undamaged.
    await database.audit.listAfter(Number.MAX_SAFE_INTEGER, 1)
    await database.probeWrite()
  }
  const readiness: Readiness = {
    isDraining: () => draining,
    checks: [
      // The query that every request with an uncached token begins with.
      { message: 'The database does not answer.', run: () => database.tokens.findByHash('') },
      // The ring reads key files again when they have changed.
      { message: unreadableKeyMessage, run: async () => ring.current },
      {
        message: 'The master key of the installation or of a stored secret is missing.',
        run: createVaultCheck(database.vault, database.changes, ring),
      },
      {
        message: 'The audit log cannot be written.',
        run: createAuditCheck(auditLog, probeAudit),
        isSkippedAtStart: true,
      },
    ],
  }
  const connections = createConnectionDrain()
  const app = createApp({
    operations,
    gate,
    logger,
    publicUrl: config.publicUrl,
    trustProxy: parseTrustProxy(config.trustProxy),
    corsOrigins: config.corsOrigins,
    documents: listDocuments(operations, { publicUrl: config.publicUrl, version }),
    mcpResources: listMcpResources(operations),
    agentSignIn: listAgentSignIn(config),
    clock,
    connections,
    readiness,
    tlsFiles: listTlsFiles(config),
    ...composeAdministration(state, {
      logger,
      clock,
      hasSandbox,
      isDraining: readiness.isDraining,
      latency: () => metrics.readLatency(),
    }),
  })
  const endAccessLog = startAccessLog({
    logger,
    successesPerSecond: config.accessLogPerSecond,
    failuresPerSecond: config.accessLogFailuresPerSecond,
  })
  const endOutageLog = startOutageLog(logger)
  const metrics = startGatewayMetrics({
    operations: operations.map(({ name }) => name),
    caches: { tokens, credentials, buckets },
    limiter,
    auditLog,
    maxQueuedEvents: auditBounds.queued,
    breakers,
    renewals,
    sweeps: sweeper.counters,
    connections,
    readiness,
    database,
    build: {
      version,
      database: config.databaseUrl === undefined ? 'sqlite' : 'postgres',
      audit: config.auditDurability,
    },
  })
  return {
    app,
    metrics,
    stopListening: connections.stopListening,
    async drain(waitFor = () => {}, settleMs) {
      draining = true
      waitFor('answers in flight')
      const cutOff = await connections.drain(answersLimitMs, settleMs)
      await app.close()
      waitFor('the audit log to be written')
      await auditLog.drain()
      waitFor('the deletion and the counting of old audit events')
      await endRetention()
      await counting.end()
      waitFor('the renewal of credentials')
      await renewals.close()
      waitFor('the sweep of abandoned uploads')
      await sweeper.end()
      limiter.close()
      await s3Client.close()
      waitFor('the last use of tokens to be written')
      await lastUse.close()
      endAccessLog()
      endOutageLog()
      metrics.close()
      if (cutOff > 0) throw new Error(`${cutOff} answers took longer than ${answersLimitMs / 1000} s and were cut off`)
    },
  }
}
