import type { TokenRepository } from '../core/ports.ts'
import type { Queries } from './schema.ts'
import type { SqliteWriter } from './sqlite-writer.ts'
import { createTokenRepository, updateLastUse } from './token-repository.ts'

/**
 * The hashed tokens in SQLite. The gateway notes their last use while it answers, so that is done by the writer's thread:
 * the event loop must not wait for another process's lock. What only the command line does is done directly.
 */
export function createSqliteTokenRepository(db: Queries, writer: SqliteWriter): TokenRepository {
  return {
    ...createTokenRepository(db),

    async touch(uses) {
      if (uses.size === 0) return
      await writer.run([...uses].map(([id, usedAt]) => updateLastUse(db, id, usedAt).compile()))
    },
  }
}
