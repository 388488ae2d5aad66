import type { AuditRepository } from '../core/ports.ts'
import { deleteAuditRowsBefore, insertAuditRows } from './audit-query.ts'
import { createAuditRepository } from './audit-repository.ts'
import { toAuditRow } from './audit-row.ts'
import type { Queries } from './schema.ts'
import type { SqliteWriter } from './sqlite-writer.ts'

/**
 * The audit log in SQLite: what waits for the disk is done by the writer's thread, so that the event loop never does.
 */
export function createSqliteAuditRepository(db: Queries, writer: SqliteWriter): AuditRepository {
  let insertSql: string | undefined
  return {
    ...createAuditRepository(db),

    async append(entries) {
      if (entries.length === 0) return
      const rows = entries.map(toAuditRow)
      // The statement for one row, which is prepared once and fed with each row's values; they are in the same order.
      insertSql ??= insertAuditRows(db, rows.slice(0, 1)).compile().sql
      const values = rows.map((row) => Object.values(row))
      await writer.run(insertSql, values)
    },

    deleteBefore(time, limit) {
      const { sql, parameters } = deleteAuditRowsBefore(db, time, limit).compile()
      return writer.run(sql, [parameters])
    },
  }
}
