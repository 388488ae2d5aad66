import type { ErrorCode } from './error-table.ts'
import type { AuditEvent } from './model.ts'

/** One event for each access; one, too, for a request that touches nothing. */
export type DecidedEvents = readonly [AuditEvent, ...AuditEvent[]]

/** Is told of every answer when it is ready: the access log, the metrics. It is quick and never throws. */
export interface RequestObserver {
  /**
   * A decision of the gate.
   * @param events as they are in the audit log, or would be, had the audit log taken them
   * @param durationMs from the gate's entry on, the audit log included
   * @param fault what went wrong, where the answer is a fault of ours
   */
  decided(events: DecidedEvents, durationMs: number, fault?: unknown): void
  /** An error that did not come from the gate. @param fault what went wrong, where it is a fault of ours */
  unrouted(stray: UnroutedRequest, fault?: unknown): void
}

/** A request that was answered with an error and never came to the gate: no such route, not HTTP, a draining node. */
export interface UnroutedRequest {
  readonly requestId: string
  readonly code: ErrorCode
  readonly status: number
  /** Absent when the client was gone already. */
  readonly clientAddress?: string
  /** Absent, like `path`, when the request could not be read. */
  readonly method?: string
  /** Without the query; otherwise as the client sent it, so it may hold anything. */
  readonly path?: string
}

/** One observer that tells several. */
export function observeTogether(observers: readonly RequestObserver[]): RequestObserver {
  return {
    decided(events, durationMs, fault) {
      for (const observer of observers) observer.decided(events, durationMs, fault)
    },
    unrouted(stray, fault) {
      for (const observer of observers) observer.unrouted(stray, fault)
    },
  }
}
