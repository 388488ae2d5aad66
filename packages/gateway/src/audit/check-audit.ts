import type { AuditLog } from './audit-log.ts'

/** For so long a write tells how things are: then another one has to. */
const freshMs = 3000

/**
 * Makes a question: can the audit log be written? What became of its last write answers it; when that was not lately, a
 * write of our own does, one in three seconds at the most.
 * @param probeWrite rejects when the database takes no writes
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
