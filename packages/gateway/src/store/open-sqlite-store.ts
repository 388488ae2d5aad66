import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import type { Store } from '../core/ports.ts'
import { createAccountRepository } from './account-repository.ts'
import { createCredentialRepository } from './credential-repository.ts'
import { migrateToLatest } from './migrate.ts'
import type { Tables } from './schema.ts'
import { createSqliteChangeFeed } from './sqlite-change-feed.ts'
import { ImmediateSqliteDialect } from './sqlite-dialect.ts'
import { createTokenRepository } from './token-repository.ts'

/** Name of the database file in the data directory. */
export const sqliteFileName = 'signpost.db'

/**
 * Opens the SQLite database of a data directory, made and migrated when that is needed. Any number of processes on one
 * machine may have it open.
 */
export async function openSqliteStore(dataDir: string): Promise<Store> {
  const sqlite = new Sqlite(join(dataDir, sqliteFileName), { timeout: 5000 })
  // WAL lets readers and one writer go on at once; FULL flushes every commit, so that a power cut loses none.
  sqlite.pragma('journal_mode = wal')
  sqlite.pragma('synchronous = full')
  sqlite.pragma('foreign_keys = on')
  sqlite.pragma('trusted_schema = off')
  const db = new Kysely<Tables>({ dialect: new ImmediateSqliteDialect(sqlite) })
  try {
    await migrateToLatest(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const changes = createSqliteChangeFeed(sqlite, db)
  return {
    accounts: createAccountRepository(db),
    credentials: createCredentialRepository(db),
    tokens: createTokenRepository(db),
    changes,
    async ping() {
      await sql`select 1`.execute(db)
    },
    async close() {
      changes.stop()
      await db.destroy()
    },
  }
}
