import type { Compilable } from 'kysely'
import { createAdministrationLog } from './administration-log.ts'
import { createChangeFeed } from './change-feed.ts'
import { createSqliteFile } from './create-sqlite-file.ts'
import { toDatabaseError } from './database-failure.ts'
import { locateSqliteFile } from './locate-sqlite-file.ts'
import { migrateToLatest, type OnMigration } from './migrate.ts'
import { createNodeRepository } from './node-repository.ts'
import { openKnownSqliteFile } from './open-sqlite-file.ts'
import { createRepositories, type OpenDatabase, writeProbe } from './repositories.ts'
import { createSqliteAuditRepository } from './sqlite-audit-repository.ts'
import { openSqlite } from './sqlite-dialect.ts'
import { forgetFormerSecrets } from './sqlite-former-secrets.ts'
import { guardRevisionSource, identifyOpenFiles, type OpenFile, requireOpenFiles } from './sqlite-open-files.ts'
import { createSqliteRevisionSource } from './sqlite-revision-source.ts'
import { createSqliteTokenRepository } from './sqlite-token-repository.ts'
import { createSqliteWriter, type SqliteWriter } from './sqlite-writer.ts'
import { createStatisticsRepository } from './statistics-repository.ts'
import { createUploadRepository } from './upload-repository.ts'

export { sqliteFileName } from './locate-sqlite-file.ts'

/** A poll costs next to nothing, so polls are frequent and changes are seen soon. */
const pollIntervalMs = 250

/** How a SQLite database is opened. */
export interface SqliteStoreOptions {
  /** See `ChangeFeedOptions`. */
  readonly staleAfterMs?: number
  /** See `DatabaseOptions`. */
  readonly masterKeyFile?: string | undefined
}

/**
 * Opens the SQLite database of a data directory, and creates and migrates it when necessary. Any number of processes on one
 * machine may have it open.
 * @throws Error when only the remains of a lost database are there
 */
export async function openSqliteDatabase(
  dataDir: string,
  { staleAfterMs = 0, masterKeyFile }: SqliteStoreOptions = {},
): Promise<OpenDatabase> {
  const file = locateSqliteFile(dataDir)
  await createSqliteFile(file)
  const sqlite = openKnownSqliteFile(file, masterKeyFile)
  let openFiles: readonly OpenFile[] = []
  const requireFiles = () => requireOpenFiles(openFiles)
  const db = openSqlite(sqlite, requireFiles)
  try {
    await migrateToLatest(db)
    openFiles = identifyOpenFiles(file)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const revisions = guardRevisionSource(createSqliteRevisionSource(sqlite), requireFiles)
  const changes = createChangeFeed(revisions, { pollIntervalMs, staleAfterMs })
  const repositories = createRepositories(db)
  const writer = createSqliteWriter(file, { openFiles })
  return {
    ...repositories,
    ...forgetFormerSecrets(repositories, sqlite, db),
    tokens: createSqliteTokenRepository(db, writer),
    // The writer's thread makes these writes: the event loop of a gateway must not wait for another process's lock.
    uploads: createUploadRepository(db, (query) => writeInThread(writer, query)),
    administration: createAdministrationLog(db, (query) => writeInThread(writer, query)),
    statistics: createStatisticsRepository(db, (query) => writeInThread(writer, query)),
    nodes: createNodeRepository(db, (query) => writeInThread(writer, query)),
    audit: createSqliteAuditRepository(db, changes, writer),
    changes,
    async probeWrite() {
      await writer.run([writeProbe(db).compile()])
    },
    async close() {
      changes.stop()
      await writer.close()
      await db.destroy()
    },
  }
}

/**
 * Brings the database to the newest schema, and creates it when there is none.
 * @returns the names of the migrations that this call ran
 */
export async function migrateSqlite(
  dataDir: string,
  masterKeyFile?: string,
  onMigration?: OnMigration,
): Promise<readonly string[]> {
  const file = locateSqliteFile(dataDir)
  const made = await createSqliteFile(file, onMigration)
  if (made.length > 0) return made
  const db = openSqlite(openKnownSqliteFile(file, masterKeyFile))
  try {
    return await migrateToLatest(db, onMigration)
  } finally {
    await db.destroy()
  }
}

async function writeInThread(writer: SqliteWriter, query: Compilable): Promise<number> {
  try {
    const [changed = 0] = await writer.run([query.compile()])
    return changed
  } catch (error) {
    throw toDatabaseError(error)
  }
}
