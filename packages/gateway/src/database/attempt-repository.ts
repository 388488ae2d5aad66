import { sql } from 'kysely'
import type { AttemptRepository } from '../core/administrator-ports.ts'
import type { Queries } from './schema.ts'

/** The attempts to sign in, counted in the database. */
export function createAttemptRepository(db: Queries): AttemptRepository {
  return {
    async count(key, now, windowMs) {
      // Rows of windows that are over are worth nothing, and strangers make them.
      await db.deleteFrom('sign_in_attempts').where('ends_at', '<=', now).execute()
      // After a clock was set back one is not locked out for as long. A second window allows for nodes whose clocks differ.
      await db
        .deleteFrom('sign_in_attempts')
        .where('key', '=', key)
        .where('ends_at', '>', now + 2 * windowMs)
        .execute()
      const row = await db
        .insertInto('sign_in_attempts')
        .values({ key, count: 1, ends_at: now + windowMs })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({ count: sql<number>`sign_in_attempts.count + 1` }),
        )
        .returning(['count', 'ends_at'])
        .executeTakeFirstOrThrow()
      return { count: row.count, endsAt: row.ends_at }
    },

    async forget(key) {
      await db.deleteFrom('sign_in_attempts').where('key', '=', key).execute()
    },
  }
}
