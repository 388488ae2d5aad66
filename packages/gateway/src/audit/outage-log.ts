import type { Logger } from 'pino'

/** Tells the operator when the audit log fails and when it works again: once each, however many events are concerned. */
export interface OutageLog {
  failed(cause: unknown): void
  worked(): void
  /** Whether the last attempt failed. */
  isOut(): boolean
}

/** An outage log that writes to the gateway's log. */
export function createOutageLog(logger: Logger): OutageLog {
  let isOut = false
  return {
    failed(cause) {
      if (!isOut) logger.error({ err: cause }, 'the audit log cannot be written')
      isOut = true
    },
    worked() {
      if (isOut) logger.info('the audit log can be written again')
      isOut = false
    },
    isOut: () => isOut,
  }
}
