import type { AuditRecorder } from '../core/ports.ts'

/** A recorder that gives each event to several, one after the other; the first that fails keeps it from the rest. */
export function recordInTurn(recorders: readonly AuditRecorder[]): AuditRecorder {
  return {
    async record(event) {
      for (const recorder of recorders) {
        const recording = recorder.record(event)
        // What is done at once is not waited for: each wait is a turn of the event loop's queue.
        if (recording !== undefined) await recording
      }
    },
  }
}
