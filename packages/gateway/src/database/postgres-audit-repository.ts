import { sql } from 'kysely'
import type { AuditRepository, RefusedRequest } from '../core/audit-ports.ts'
import type { ChangeFeed } from '../core/ports.ts'
import { createAuditNames, insertAuditName } from './audit-names.ts'
import { keepAuditPosition } from './audit-query.ts'
import { createAuditRepository } from './audit-repository.ts'
import { countedAtOnce } from './audit-tally.ts'
import { isRowFailure } from './database-failure.ts'
import type { Queries } from './schema.ts'

/** The audit log in PostgreSQL. The writers of all nodes take turns, so that numbers are in the order of commit. */
export function createPostgresAuditRepository(db: Queries, changes: ChangeFeed): AuditRepository {
  const names = createAuditNames(db, changes, (name) => insertAuditName(db, name).execute())

  async function append(batch: string, isCareful: boolean): Promise<readonly RefusedRequest[]> {
    try {
      const { rows } = await sql<{ place: number; message: string }>`
        select place, message from append_audit_events(${batch}::jsonb, ${isCareful})`.execute(db)
      return rows.map(({ place, message }) => ({ index: place, cause: new Error(message) }))
    } catch (error) {
      if (isCareful || !isRowFailure(error)) throw error
      return append(batch, true)
    }
  }

  return createAuditRepository(db, names, {
    append,

    async countNext() {
      const { rows } = await sql<{ hasCounted: boolean }>`
        select count_audit_events(${countedAtOnce}) as "hasCounted"`.execute(db)
      return rows[0]?.hasCounted === true
    },

    deleteRows(statement) {
      return db.transaction().execute(async (tx) => {
        await tx.executeQuery(keepAuditPosition(tx))
        const { numAffectedRows = 0 } = await tx.executeQuery(statement)
        return Number(numAffectedRows)
      })
    },
  })
}
