import { statSync } from 'node:fs'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import type { Database } from '../core/ports.ts'
import { createChangeFeed } from './change-feed.ts'
import { migrateToLatest } from './migrate.ts'
import { openSqliteFile } from './open-sqlite-file.ts'
import { createRepositories } from './repositories.ts'
import type { Tables } from './schema.ts'
import { createSqliteAuditRepository } from './sqlite-audit-repository.ts'
import { ImmediateSqliteDialect } from './sqlite-dialect.ts'
import { createSqliteRevisionSource } from './sqlite-revision-source.ts'
import { createSqliteTokenRepository } from './sqlite-token-repository.ts'
import { createSqliteWriter } from './sqlite-writer.ts'

/** Name of the database file in the data directory. */
export const sqliteFileName = 'signpost.db'

/** A look at the database costs next to nothing, so nobody waits long for it. */
const pollIntervalMs = 250

/**
 * Opens the SQLite database of a data directory, made and migrated when that is needed. Any number of processes on one
 * machine may have it open.
 * @param options.staleAfterMs see `ChangeFeedOptions`
 */
export async function openSqliteDatabase(dataDir: string, { staleAfterMs = 0 } = {}): Promise<Database> {
  const file = join(dataDir, sqliteFileName)
  const sqlite = openSqliteFile(file)
  const db = openSqlite(sqlite)
  try {
    await migrateToLatest(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const changes = createChangeFeed(createSqliteRevisionSource(sqlite), { pollIntervalMs, staleAfterMs })
  const writer = createSqliteWriter(file)
  const repositories = createRepositories(db)
  const { ino } = statSync(file)
  return {
    ...repositories,
    tokens: createSqliteTokenRepository(db, writer),
    audit: createSqliteAuditRepository(db, changes, writer),
    changes,
    async ping() {
      // What is written to a file that has lost its name is lost, and SQLite does not notice.
      if (statSync(file, { throwIfNoEntry: false })?.ino !== ino) throw new Error(`${file} was removed or replaced`)
      await repositories.ping()
    },
    async close() {
      changes.stop()
      await writer.close()
      await db.destroy()
    },
  }
}

/**
 * Brings the database to the newest schema, and makes it when there is none.
 * @returns the names of the migrations that this call ran
 */
export async function migrateSqlite(dataDir: string): Promise<readonly string[]> {
  const db = openSqlite(openSqliteFile(join(dataDir, sqliteFileName)))
  try {
    return await migrateToLatest(db)
  } finally {
    await db.destroy()
  }
}

/** The database as Kysely sees it. */
export function openSqlite(sqlite: Sqlite.Database): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new ImmediateSqliteDialect(sqlite) })
}
