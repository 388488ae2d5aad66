import type { AuditRepository } from '../core/ports.ts'
import { deleteAuditRowsBefore, insertAuditRows, selectAuditPage } from './audit-query.ts'
import { toAuditEntry, toAuditRow } from './audit-row.ts'
import type { Queries } from './schema.ts'

/** The audit log in the database; entries are added by one statement, which is a transaction by itself. */
export function createAuditRepository(db: Queries): AuditRepository {
  return {
    async append(entries) {
      if (entries.length === 0) return
      await insertAuditRows(db, entries.map(toAuditRow)).execute()
    },

    async list(query) {
      const rows = await selectAuditPage(db, query).execute()
      return rows.map(toAuditEntry)
    },

    async deleteBefore(time, limit) {
      const { numDeletedRows } = await deleteAuditRowsBefore(db, time, limit).executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}
