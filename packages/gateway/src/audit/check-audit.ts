import type { AuditLog } from './audit-log.ts'

/** How long the outcome of a write counts as current. */
const freshMs = 3000

/**
 * Creates a check of whether the audit log can be written. A recent write of the log answers it. Otherwise the check makes a write of
 * its own, at most one in three seconds.
 * @param probeWrite rejects when the database cannot be written
 * @param now milliseconds that never jump
 * @returns a function that rejects with the reason
 */
export function createAuditCheck(
  auditLog: Pick<AuditLog, 'lastWrite'>,
  probeWrite: () => Promise<void>,
  now: () => number = () => performance.now(),
): () => Promise<void> {
  let probedAt = Number.NEGATIVE_INFINITY
  let probe = Promise.resolve()

  return async () => {
    const { lastWrite } = auditLog
    if (lastWrite !== undefined && now() - lastWrite.at < freshMs) {
      if (lastWrite.failure !== undefined) throw lastWrite.failure
      return
    }
    if (now() - probedAt >= freshMs) {
      probedAt = now()
      probe = probeWrite()
    }
    await probe
  }
}
