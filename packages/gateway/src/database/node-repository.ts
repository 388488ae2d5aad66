import type { NodeRepository } from '../core/node-ports.ts'
import type { Queries } from './schema.ts'
import type { WriteRows } from './write-rows.ts'

/** The nodes in the database. */
export function createNodeRepository(db: Queries, write: WriteRows): NodeRepository {
  return {
    async announce({ id, host, version, workers, startedAt, lastSeenAt }, forgetBefore) {
      const seen = { host, version, workers, started_at: startedAt, last_seen_at: lastSeenAt }
      await write(
        db
          .insertInto('nodes')
          .values({ id, ...seen })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(seen)),
      )
      await write(db.deleteFrom('nodes').where('last_seen_at', '<', forgetBefore))
    },

    async leave(id) {
      await write(db.deleteFrom('nodes').where('id', '=', id))
    },

    async list() {
      const rows = await db.selectFrom('nodes').selectAll().orderBy('started_at', 'desc').orderBy('id').execute()
      return rows.map(({ started_at: startedAt, last_seen_at: lastSeenAt, ...node }) => ({
        ...node,
        startedAt,
        lastSeenAt,
      }))
    },
  }
}
