import { sql } from 'kysely'
import type { AttemptRepository } from '../core/administrator-ports.ts'
import type { Queries } from './schema.ts'

/** The attempts to sign in, counted in the database. */
export function createAttemptRepository(db: Queries): AttemptRepository {
  return {
    async count(key, now, windowMs) {
      // Rows of past windows are useless, and strangers can make any number of them.
      await db.deleteFrom('sign_in_attempts').where('ends_at', '<=', now).execute()
      // Without this, a clock that is set back would lock people out for as long. A second window allows for nodes whose clocks differ.
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
