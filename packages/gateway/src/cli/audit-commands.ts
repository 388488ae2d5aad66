import { auditExport } from './audit-export.ts'
import { auditList } from './audit-list.ts'
import { auditPrune } from './audit-prune.ts'
import { auditStatistics } from './audit-statistics.ts'

/** `signpost audit …`. */
export const auditCommands = [auditList, auditStatistics, auditExport, auditPrune]
