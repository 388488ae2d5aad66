import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { AppError, restate } from '../core/app-error.ts'
import { countNoun } from '../core/count-noun.ts'
import { isTextRefused } from './database-failure.ts'
import { migrateToLatest } from './migrate.ts'
import { openPostgres } from './open-postgres-database.ts'
import { sqliteFileName } from './open-sqlite-database.ts'
import { hasOwnTables, openSqliteFile } from './open-sqlite-file.ts'
import { lockMigrations } from './postgres-dialect.ts'
import type { Queries } from './schema.ts'
import { openSqlite } from './sqlite-dialect.ts'
import { listTables } from './table-list.ts'

/** The source and the target of a move. */
export interface MoveOptions {
  /** Folder of the SQLite database. */
  readonly dataDir: string
  /** An empty PostgreSQL database: `postgres://user:password@host:5432/database`. */
  readonly url: string
  /** Copies the present state even when another process has the SQLite database open. */
  readonly whileRunning: boolean
  /** Called for large tables, after each batch. */
  onProgress(table: string, done: number, total: number): void
}

/** What was moved: the number of rows of each table. */
export type MovedRows = Readonly<Record<string, number>>

/** Tables and their columns as the engine has them; this code knows neither. */
type AnyTables = Record<string, Record<string, unknown>>

/** PostgreSQL accepts 65,535 parameters in a statement. https://www.postgresql.org/docs/current/limits.html */
const maxParameters = 30_000
const maxBatchRows = 1000

/**
 * Moves everything from SQLite to an empty PostgreSQL database, in one transaction: the schema, every row, and the
 * comparison of the counts. If anything fails, the target stays as it was. The source is only read, apart from its own migration.
 * @throws Error when there is no source, when another process has it open, or when the target is not empty
 */
export async function moveToPostgres({ dataDir, url, whileRunning, onProgress }: MoveOptions): Promise<MovedRows> {
  const file = join(dataDir, sqliteFileName)
  if (!existsSync(file))
    throw new Error(
      `There is no SQLite database to move: ${file} does not exist. --data-dir names another data directory`,
    )
  const source = openSqliteFile(file)
  const target = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  try {
    if (!hasOwnTables(source)) throw new Error(`${file} has none of Signpost's tables, so there is nothing to move`)
    if (!whileRunning) lockSource(source)
    // Both sides get the newest schema, so that the target has every column of the source.
    await migrateToLatest(openSqlite(source))
    // One snapshot for all tables and their counts.
    source.exec('begin')
    const tables = listTables(source)
    return await target.transaction().execute(async (tx) => {
      await refuseForeignTables(tx, tables)
      await lockMigrations(tx)
      await migrateToLatest(tx)
      const rows = tx as unknown as Kysely<AnyTables>
      await sql`lock table ${sql.join(tables.map((table) => sql.table(table)))}`.execute(tx)
      await refuseFilledTables(rows, tables)
      const moved: Record<string, number> = {}
      for (const table of tables) moved[table] = await copyTable(source, rows, table, onProgress)
      return moved
    })
  } finally {
    source.close()
    await target.destroy()
  }
}

/** Makes sure that no other process has the database open: what it writes after the copy would be lost. */
function lockSource(source: Sqlite.Database): void {
  try {
    source.pragma('busy_timeout = 500')
    source.pragma('locking_mode = exclusive')
    source.exec('begin exclusive; commit')
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new Error(
      'Another process has the SQLite database open, probably the gateway. What it writes after the move would be lost. Stop it first, or move a snapshot of this moment with --while-running',
    )
  }
}

/** A table with one of our names, in a database that was never migrated, belongs to something else. */
async function refuseForeignTables(tx: Queries, tables: readonly string[]): Promise<void> {
  const present = await tx.introspection.getTables({ withInternalKyselyTables: true })
  if (present.some(({ name }) => name === 'kysely_migration')) return
  const taken = present.find(({ name }) => tables.includes(name))
  if (taken === undefined) return
  throw new Error(
    `The target has a table ${taken.name} that is not Signpost's. Use a database of Signpost's own. Nothing was moved`,
  )
}

async function refuseFilledTables(rows: Kysely<AnyTables>, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const count = await countRows(rows, table)
    if (count === 0) continue
    throw new Error(
      `The target is not empty: its table ${table} has ${countNoun(count, 'row')}. Use an empty database. Nothing was moved`,
    )
  }
}

/** Copies a table. @returns how many rows are in the target, after comparing the number with the source's */
async function copyTable(
  source: Sqlite.Database,
  rows: Kysely<AnyTables>,
  table: string,
  onProgress: MoveOptions['onProgress'],
): Promise<number> {
  const total = source.prepare(`select count(*) from "${table}"`).pluck().get() as number
  let batch: Record<string, unknown>[] = []
  let done = 0

  async function send(): Promise<void> {
    if (batch.length === 0) return
    await rows
      .insertInto(table)
      .values(batch)
      .execute()
      .catch((error: unknown) => {
        if (!(error instanceof AppError && isTextRefused(error))) throw error
        throw restate(error, { message: describeRefused(table) })
      })
    done += batch.length
    batch = []
    if (total > maxBatchRows) onProgress(table, done, total)
  }

  for (const row of source.prepare(`select * from "${table}"`).iterate()) {
    batch.push(row as Record<string, unknown>)
    if (batch.length >= maxBatchRows || batch.length * Object.keys(row as object).length >= maxParameters) await send()
  }
  await send()
  const arrived = await countRows(rows, table)
  if (arrived !== total) {
    throw new Error(`Of the ${total} rows of ${table}, ${arrived} arrived. Nothing was moved`)
  }
  return arrived
}

/** The usual message speaks to a caller who sent the text. Here the text comes from the database. */
function describeRefused(table: string): string {
  return `A text in the table ${table} contains a NUL character (U+0000), which SQLite can store and PostgreSQL cannot. Change the text in the SQLite database, and start the move again. Nothing was moved.`
}

async function countRows(rows: Kysely<AnyTables>, table: string): Promise<number> {
  const { count } = await rows
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
