import type { Logger } from 'pino'
import type { AuditRecorder, AuditRepository } from '../core/audit-ports.ts'
import type { WriteAttempt } from './outage-log.ts'

/** The audit log. The gate records events in it, metrics and readiness checks read its state, and the shutdown drains it. */
export interface AuditLog extends AuditRecorder {
  /** Events that are not written yet. */
  readonly queued: number
  /** The outcome of the last write; undefined before the first. */
  readonly lastWrite: WriteAttempt | undefined
  /** Accepts no more events, and writes those that are not written yet, within a time limit. */
  drain(): Promise<void>
}

/** The dependencies of an audit log. */
export interface AuditLogDependencies {
  readonly repository: Pick<AuditRepository, 'append'>
  readonly logger: Logger
  /** A test may narrow the bounds. */
  readonly bounds?: Partial<AuditBounds>
}

/** The limits of the audit log. */
export interface AuditBounds {
  /** Most events in memory, waiting or being written. An event takes 3 KB at most. */
  readonly queued: number
  /** Most events in one transaction. The events of one request stay together, so a large request may exceed this. */
  readonly batch: number
  /** How long a commit may take before the requests that wait for it are refused. A stop of the gateway waits as long. */
  readonly waitMs: number
  /** The same for a commit after a failed one: during an outage no request should wait long for its refusal. */
  readonly probeMs: number
  /** The delay of a buffered write. */
  readonly delayMs: number
  /** The pause before a failed buffered write is retried. */
  readonly retryMs: number
  /** How many refusals per second get a row of their own, of those that anybody can cause. */
  readonly refusalsPerSecond: number
  /** How long a refusal that is only counted is delayed. This slows down a client that waits for its answers. */
  readonly refusalPauseMs: number
  /** How many summaries there may be before further addresses share one. */
  readonly summaries: number
  /** The length of time that a summary covers. */
  readonly summaryMs: number
}

/** The bounds of a gateway. */
export const auditBounds: AuditBounds = {
  queued: 10_000,
  batch: 500,
  waitMs: 5000,
  probeMs: 500,
  delayMs: 100,
  retryMs: 1000,
  refusalsPerSecond: 50,
  refusalPauseMs: 5,
  summaries: 1000,
  summaryMs: 60_000,
}
