import { Kysely } from 'kysely'
import { deadline } from '../core/deadline.ts'
import { createChangeFeed } from './change-feed.ts'
import { migrateToLatest, type OnMigration } from './migrate.ts'
import { createPostgresAuditRepository } from './postgres-audit-repository.ts'
import { lockMigrations, OwnPostgresDialect } from './postgres-dialect.ts'
import { createPostgresPool } from './postgres-pool.ts'
import { createPostgresRevisionSource } from './postgres-revision-source.ts'
import { createRepositories, type OpenDatabase, writeProbe } from './repositories.ts'
import type { Tables } from './schema.ts'

/** Where the PostgreSQL database is, and how it is used. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:5432/database`. Never logged. */
  readonly url: string
  /** Most connections at once, besides the one that listens for changes. */
  readonly poolSize: number
  /** See `ChangeFeedOptions`. */
  readonly staleAfterMs: number
  /** Longest time for one statement: a database that hangs must not hang the gateway. */
  readonly statementTimeoutMs?: number
}

/** The safety net for LISTEN/NOTIFY. A notification reports a change at once, but its connection may be cut without any sign. */
const pollIntervalMs = 500

/** Longest wait for connections to close. The server may be gone, and the process has to end all the same. */
const closeTimeoutMs = 6000

/**
 * Opens the PostgreSQL database, and migrates it when necessary. Any number of nodes may have it open.
 * @throws AppError `unavailable` when the database cannot be reached
 */
export async function openPostgresDatabase(options: PostgresStoreOptions): Promise<OpenDatabase> {
  const { url, poolSize, staleAfterMs, statementTimeoutMs = 5000 } = options
  await migratePostgres(url)
  const db = openPostgres(url, { size: poolSize, statementTimeoutMs })
  const changes = createChangeFeed(createPostgresRevisionSource(url), { pollIntervalMs, staleAfterMs })
  return {
    ...createRepositories(db),
    audit: createPostgresAuditRepository(db, changes),
    changes,
    async probeWrite() {
      await writeProbe(db).execute()
    },
    async close() {
      changes.stop()
      await deadline(closeTimeoutMs, db.destroy()).catch(() => {})
    },
  }
}

/**
 * Brings the database to the newest schema, over a connection without a time limit.
 * @returns the names of the migrations that this call ran
 */
export async function migratePostgres(url: string, onMigration?: OnMigration): Promise<readonly string[]> {
  const db = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  try {
    return await db.transaction().execute(async (tx) => {
      await lockMigrations(tx)
      return migrateToLatest(tx, onMigration)
    })
  } finally {
    await db.destroy()
  }
}

/** The database as Kysely sees it. Connections are opened when they are needed. */
export function openPostgres(
  url: string,
  pool: { readonly size: number; readonly statementTimeoutMs: number | undefined },
): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new OwnPostgresDialect({ pool: createPostgresPool({ url, ...pool }) }) })
}
