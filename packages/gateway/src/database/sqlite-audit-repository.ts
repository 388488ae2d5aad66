import type { AuditRepository } from '../core/audit-ports.ts'
import type { ChangeFeed } from '../core/ports.ts'
import { createAuditNames, insertAuditName } from './audit-names.ts'
import { keepAuditPosition } from './audit-query.ts'
import { createAuditRepository } from './audit-repository.ts'
import type { Queries } from './schema.ts'
import type { SqliteWriter } from './sqlite-writer.ts'

/**
 * The audit log in SQLite. The writer's thread waits for the disk, so that the event loop never does.
 */
export function createSqliteAuditRepository(db: Queries, changes: ChangeFeed, writer: SqliteWriter): AuditRepository {
  const names = createAuditNames(db, changes, (name) => writer.run([insertAuditName(db, name).compile()]))
  return createAuditRepository(db, names, {
    async append(batch, isCareful) {
      const refused = await writer.appendAudit(batch, isCareful)
      return refused.map(({ index, message }) => ({ index, cause: new Error(message) }))
    },

    countNext: () => writer.countAudit(),

    async deleteRows(statement) {
      const [, deleted = 0] = await writer.run([keepAuditPosition(db), statement])
      return deleted
    },
  })
}
