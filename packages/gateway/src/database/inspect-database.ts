import { statSync } from 'node:fs'
import { sql } from 'kysely'
import type { SealedSecondFactor } from '../core/administrator-ports.ts'
import type { Account, Credential } from '../core/model.ts'
import { createAccountRepository } from './account-repository.ts'
import { createAdministratorRepository } from './administrator-repository.ts'
import { locateSqliteFile } from './locate-sqlite-file.ts'
import { compareSchema, type SchemaDifference } from './migrate.ts'
import type { DatabaseOptions } from './open-database.ts'
import type { Queries } from './schema.ts'
import { createVaultRepository } from './vault-repository.ts'

/** The findings of an inspection of the database. */
export interface DatabaseInspection extends SchemaDifference {
  /** The sealed credentials of every account; none while there is no schema. */
  readonly credentials: readonly Credential[]
  readonly accounts: readonly Account[]
  readonly secondFactors: readonly SealedSecondFactor[]
  /** The id of the installation's master key; undefined before the first key. */
  readonly masterKeyId: string | undefined
  /** The damage that SQLite reports. */
  readonly damage: string | undefined
}

/**
 * Inspects the configured database, and changes nothing.
 * @returns undefined when there is no SQLite database yet
 * @throws Error when the database cannot be opened or read
 */
export async function inspectDatabase(options: DatabaseOptions): Promise<DatabaseInspection | undefined> {
  const db = await openAsItIs(options)
  if (db === undefined) return undefined
  try {
    const difference = await compareSchema(db)
    const isMade = difference.applied.length > 0
    const damage = options.databaseUrl === undefined ? await findDamage(db) : undefined
    const vault = createVaultRepository(db)
    const credentials = isMade ? await vault.list() : []
    const masterKeyId = isMade ? await vault.readMasterKeyId() : undefined
    const accounts = isMade ? await createAccountRepository(db).list() : []
    const secondFactors = isMade ? await createAdministratorRepository(db).listSecondFactors() : []
    return { ...difference, credentials, accounts, secondFactors, masterKeyId, damage }
  } finally {
    await db.destroy()
  }
}

async function openAsItIs({ dataDir, masterKeyFile, databaseUrl }: DatabaseOptions): Promise<Queries | undefined> {
  if (databaseUrl !== undefined) {
    const { openPostgres } = await import('./open-postgres-database.ts')
    return openPostgres(databaseUrl, { size: 1, statementTimeoutMs: 5000 })
  }
  const { openSqlite } = await import('./sqlite-dialect.ts')
  const { openKnownSqliteFile, refuseOrphanedWal } = await import('./open-sqlite-file.ts')
  const file = locateSqliteFile(dataDir)
  refuseOrphanedWal(file)
  // Not `existsSync`: it returns false for a file in a folder that may not be read.
  const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined
  return isThere ? openSqlite(openKnownSqliteFile(file, masterKeyFile)) : undefined
}

/** The quick check reads every page once; the full one would compare indexes with tables as well. */
async function findDamage(db: Queries): Promise<string | undefined> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db)
  const found = rows[0]?.quick_check
  return found === 'ok' ? undefined : found
}
