import type { Logger } from 'pino'
import type { AuditRecorder } from '../core/ports.ts'

/**
 * How many signed requests of one second are logged. A line costs about as much as the signature itself, and every event
 * is in the audit log anyway.
 */
const maxSignedPerSecond = 20

/**
 * Writes decisions to the log: every refusal as a warning, and the first signed requests of each second as information.
 * A line after a busy second tells in `unlogged` how many were left out.
 */
export function createLogRecorder(logger: Logger): AuditRecorder {
  let second = 0
  let signedInSecond = 0
  let unlogged = 0
  return {
    record(event) {
      if (event.outcome !== 'signed') {
        logger.warn(event, event.outcome)
        return
      }
      const now = Math.floor(event.at / 1000)
      if (now !== second) {
        second = now
        signedInSecond = 0
      }
      if (signedInSecond >= maxSignedPerSecond) {
        unlogged++
        return
      }
      signedInSecond++
      logger.info(unlogged === 0 ? event : { ...event, unlogged }, 'signed')
      unlogged = 0
    },
  }
}
