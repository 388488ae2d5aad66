import type { Logger } from 'pino'
import type { AuditRecorder } from '../core/ports.ts'

/** Writes each decision as one line of the log: information when it was signed, a warning when not. */
export function createLogRecorder(logger: Logger): AuditRecorder {
  return {
    record(event) {
      if (event.outcome === 'signed') logger.info(event, 'signed')
      else logger.warn(event, event.outcome)
    },
  }
}
