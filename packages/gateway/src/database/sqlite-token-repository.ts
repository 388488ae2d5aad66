import type { TokenRepository } from '../core/ports.ts'
import type { Queries } from './schema.ts'
import type { SqliteWriter } from './sqlite-writer.ts'
import { createTokenRepository, updateLastUse } from './token-repository.ts'

/**
 * The hashed tokens in SQLite. The gateway records their last use while it answers requests, so the writer's thread does this:
 * the event loop must not wait for another process's lock. Acts of administration write directly.
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
