import { existsSync, statSync } from 'node:fs'
import { locateSqliteFile } from './locate-sqlite-file.ts'
import { compareSchema } from './migrate.ts'
import type { DatabaseOptions } from './open-database.ts'

const whoMakesOne =
  'Only `signpost serve`, `credential add`, `account add`, `token create`, `apply` and `admin invite` create a new one'

/**
 * Makes sure that the configured database is Signpost's, for a command that must not create one.
 * @param place how the message names the database
 * @throws Error that says where it looked and how to name another place, or that a database was there and is lost
 */
export async function requireDatabase(options: DatabaseOptions, place: string): Promise<void> {
  if (await hasDatabase(options)) return
  const how =
    options.databaseUrl === undefined
      ? 'Name another data directory with --data-dir or SIGNPOST_DATA_DIR'
      : 'Name another database with SIGNPOST_DATABASE_URL'
  throw new Error(`There is no Signpost installation here: looked for ${place}. ${how}. ${whoMakesOne}`)
}

/**
 * Whether the configured database exists and is Signpost's.
 * @throws Error when a database was there and is lost
 */
export async function hasDatabase({ dataDir, databaseUrl, masterKeyFile }: DatabaseOptions): Promise<boolean> {
  if (databaseUrl !== undefined) return isThereInPostgres(databaseUrl)
  const { hasOwnTables, openKnownSqliteFile, refuseOrphanedWal } = await import('./open-sqlite-file.ts')
  const file = locateSqliteFile(dataDir)
  refuseOrphanedWal(file)
  const size = statSync(file, { throwIfNoEntry: false })?.size
  const hasKey = masterKeyFile !== undefined && existsSync(masterKeyFile)
  // An empty file beside a master key was a database: below, it is reported as lost. Any other empty file is not touched.
  if (size === undefined || (size === 0 && !hasKey)) return false
  const sqlite = openKnownSqliteFile(file, masterKeyFile)
  try {
    return hasOwnTables(sqlite)
  } finally {
    sqlite.close()
  }
}

async function isThereInPostgres(url: string): Promise<boolean> {
  const { openPostgres } = await import('./open-postgres-database.ts')
  const db = openPostgres(url, { size: 1, statementTimeoutMs: 5000 })
  try {
    return (await compareSchema(db)).applied.length > 0
  } finally {
    await db.destroy()
  }
}
