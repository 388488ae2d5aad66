import type { Logger } from 'pino'
import type { AuditRecorder, AuditRepository } from '../core/audit-ports.ts'
import type { WriteAttempt } from './outage-log.ts'

/** The audit log as the gate sees it, and its end. */
export interface AuditLog extends AuditRecorder {
  /** Events that are not written yet. */
  readonly queued: number
  /** What became of the last write; undefined before the first. */
  readonly lastWrite: WriteAttempt | undefined
  /** Writes what is not written yet, within bounds, and takes no more. */
  drain(): Promise<void>
}

/** What an audit log is made from. */
export interface AuditLogDependencies {
  readonly repository: Pick<AuditRepository, 'append'>
  readonly logger: Logger
  /** Bounds that a test may narrow. */
  readonly bounds?: Partial<AuditBounds>
}

/** What the log may use up. */
export interface AuditBounds {
  /** Events in memory, written or waiting. An event is 3 KB at the most. */
  readonly queued: number
  /** Events in one transaction; those of one request stay together, so it may be as many more. */
  readonly batch: number
  /** How long a commit may take before those who wait for it are refused; the end of the gateway waits as long. */
  readonly waitMs: number
  /** The same for a commit after one that failed: while the log is out, nobody should wait long to hear so. */
  readonly probeMs: number
  /** The delay of a buffered write. */
  readonly delayMs: number
  /** The pause before a buffered write that failed is tried again. */
  readonly retryMs: number
  /** Refusals of one second that are rows of their own, of those that anybody can bring about. */
  readonly refusalsPerSecond: number
  /** How long a refusal is held back that is only counted: a client that waits for its answers is slowed down so. */
  readonly refusalPauseMs: number
  /** Addresses that have a summary of their own. */
  readonly summaries: number
  /** The time that a summary is about. */
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
