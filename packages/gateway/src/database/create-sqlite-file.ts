import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { createFile } from '../core/write-file.ts'
import { migrateToLatest, type OnMigration } from './migrate.ts'
import { refuseOrphanedWal } from './open-sqlite-file.ts'
import { openSqlite } from './sqlite-dialect.ts'

/** What SQLite itself gives a new database. */
const fileMode = 0o644

/**
 * Creates the database with its tables, unless there is one. It appears complete or not at all: an empty database beside a
 * master key is the remains of a lost one, so a first start that ends early must not leave one.
 * @returns the names of the migrations that made the tables; none when there was a database
 * @throws Error when there is a WAL without its database, or when the file cannot be written
 */
export async function createSqliteFile(file: string, onMigration?: OnMigration): Promise<readonly string[]> {
  if (existsSync(file)) return []
  refuseOrphanedWal(file)
  const sqlite = new Sqlite(':memory:')
  const db = openSqlite(sqlite)
  try {
    const made = await migrateToLatest(db, onMigration)
    return createFile(file, sqlite.serialize(), fileMode) ? made : []
  } finally {
    await db.destroy()
  }
}
