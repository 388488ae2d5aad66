import type { Logger } from 'pino'
import type { AuditEvent } from '../core/model.ts'

/**
 * Tells the operator when the audit log fails and when it works again: once each, however many events are concerned. When the
 * database refuses the events of a single request, the operator is told each time.
 */
export interface OutageLog {
  failed(cause: unknown): void
  worked(): void
  /** The log works, but the database refuses the events of this request. */
  refused(events: readonly AuditEvent[], cause: unknown): void
  /** Whether the last attempt failed. */
  isOut(): boolean
  /** The outcome of the last attempt; undefined before the first. */
  readonly lastWrite: WriteAttempt | undefined
}

/** An attempt to write to the audit log. */
export interface WriteAttempt {
  /** `performance.now()` of its end. */
  readonly at: number
  /** Undefined when it worked. */
  readonly failure: unknown
}

/** Creates an outage log that writes to the gateway's log. */
export function createOutageLog(logger: Logger): OutageLog {
  let isOut = false
  let lastWrite: WriteAttempt | undefined
  return {
    failed(cause) {
      if (!isOut) logger.error({ err: cause }, 'the audit log cannot be written')
      isOut = true
      lastWrite = { at: performance.now(), failure: cause }
    },
    worked() {
      if (isOut) logger.info('the audit log can be written again')
      isOut = false
      lastWrite = { at: performance.now(), failure: undefined }
    },
    refused([event, ...others], cause) {
      const facts = { err: cause, requestId: event?.requestId, operation: event?.operation, events: others.length + 1 }
      logger.error(facts, 'the database refused the audit events of a request')
    },
    isOut: () => isOut,
    get lastWrite() {
      return lastWrite
    },
  }
}
