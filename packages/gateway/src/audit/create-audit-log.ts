import type { AuditLog, AuditLogDependencies } from './audit-log.ts'
import { createBufferedLog } from './buffered-log.ts'
import { createCommittedLog } from './committed-log.ts'
import { summarizeRefusals } from './summarize-refusals.ts'

/**
 * When an event counts as kept. `committed`: it is in the database, and outlives a power cut. `buffered`: it is in
 * memory and written a moment later, so that a crash loses the last moments.
 */
export type AuditDurability = 'committed' | 'buffered'

/** An audit log of the given durability, in which a flood of refusals takes little room. */
export function createAuditLog(durability: AuditDurability, parts: AuditLogDependencies): AuditLog {
  const log = durability === 'committed' ? createCommittedLog(parts) : createBufferedLog(parts)
  return summarizeRefusals(log, parts)
}
