import type { OnMigration } from './migrate.ts'
import type { OpenDatabase } from './repositories.ts'

/** Where the database is: in the data directory, unless PostgreSQL is configured. */
export interface DatabaseOptions {
  readonly dataDir: string
  /** Where the installation's master key is when it is a file: beside one, an emptied database is not taken for a new one. */
  readonly masterKeyFile?: string | undefined
  /** `postgres://user:password@host:5432/database`. Never logged. */
  readonly databaseUrl?: string | undefined
  readonly databasePoolSize: number
  readonly databaseGraceSeconds: number
}

// Each database's driver is loaded only where it is used: `pg` and `better-sqlite3` both take their time.

/**
 * Opens the configured database, made and migrated when that is needed.
 * @throws Error when it cannot be opened
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const { dataDir, masterKeyFile, databaseUrl, databasePoolSize, databaseGraceSeconds } = options
  const staleAfterMs = databaseGraceSeconds * 1000
  if (databaseUrl !== undefined) {
    const { openPostgresDatabase } = await import('./open-postgres-database.ts')
    return openPostgresDatabase({ url: databaseUrl, poolSize: databasePoolSize, staleAfterMs })
  }
  const { openSqliteDatabase } = await import('./open-sqlite-database.ts')
  return openSqliteDatabase(dataDir, { staleAfterMs, masterKeyFile })
}

/**
 * Brings the configured database to the newest schema; a PostgreSQL database may be empty.
 * @returns the names of the migrations that this call ran
 */
export async function migrateDatabase(
  { dataDir, masterKeyFile, databaseUrl }: DatabaseOptions,
  onMigration?: OnMigration,
): Promise<readonly string[]> {
  if (databaseUrl !== undefined) {
    const { migratePostgres } = await import('./open-postgres-database.ts')
    return migratePostgres(databaseUrl, onMigration)
  }
  const { migrateSqlite } = await import('./open-sqlite-database.ts')
  return migrateSqlite(dataDir, masterKeyFile, onMigration)
}
