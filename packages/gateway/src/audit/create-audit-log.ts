import type { AuditLog, AuditLogDependencies } from './audit-log.ts'
import { createBufferedLog } from './buffered-log.ts'
import { createCommittedLog } from './committed-log.ts'
import { summarizeRefusals } from './summarize-refusals.ts'

/**
 * When an event counts as recorded. `committed`: once it is in the database, where it survives a power cut. `buffered`: once it is in
 * memory. It is written a moment later, so a crash loses the last moments.
 */
export type AuditDurability = 'committed' | 'buffered'

/** Creates an audit log with this durability, in which a flood of refusals takes little room. */
export function createAuditLog(durability: AuditDurability, parts: AuditLogDependencies): AuditLog {
  const log = durability === 'committed' ? createCommittedLog(parts) : createBufferedLog(parts)
  return summarizeRefusals(log, parts)
}
