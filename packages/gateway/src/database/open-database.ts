import type { OnMigration } from './migrate.ts'
import type { OpenDatabase } from './repositories.ts'

/** Where the database is: in the data directory, unless PostgreSQL is configured. */
export interface DatabaseOptions {
  readonly dataDir: string
  /** The installation's master key file, if there is one. Beside a master key, an empty database counts as lost, not as new. */
  readonly masterKeyFile?: string | undefined
  /** `postgres://user:password@host:5432/database`. Never logged. */
  readonly databaseUrl?: string | undefined
  readonly databasePoolSize: number
  readonly databaseGraceSeconds: number
}

// Each database's driver is loaded only where it is used, because `pg` and `better-sqlite3` both load slowly.

/**
 * Opens the configured database, and creates and migrates it when necessary.
 * @throws Error when the database cannot be opened
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
