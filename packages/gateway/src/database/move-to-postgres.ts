import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { AppError, restate } from '../core/app-error.ts'
import { isTextRefused } from './database-failure.ts'
import { migrateToLatest } from './migrate.ts'
import { openPostgres } from './open-postgres-database.ts'
import { openSqlite, sqliteFileName } from './open-sqlite-database.ts'
import { hasOwnTables, openSqliteFile } from './open-sqlite-file.ts'
import { lockMigrations } from './postgres-dialect.ts'
import type { Queries } from './schema.ts'
import { listTables } from './table-list.ts'

/** What is moved, and where to. */
export interface MoveOptions {
  /** Folder of the SQLite database. */
  readonly dataDir: string
  /** An empty PostgreSQL database: `postgres://user:password@host:5432/database`. */
  readonly url: string
  /** Copies the present state also when another process has the SQLite database open. */
  readonly whileRunning: boolean
  /** Is told of large tables, batch by batch. */
  onProgress(table: string, done: number, total: number): void
}

/** What was moved: the number of rows of each table. */
export type MovedRows = Readonly<Record<string, number>>

/** A table, with the columns of the engine that it is in; neither is known when this is written. */
type AnyTables = Record<string, Record<string, unknown>>

/** PostgreSQL takes 65,535 parameters in a statement. https://www.postgresql.org/docs/current/limits.html */
const maxParameters = 30_000
const maxBatchRows = 1000

/**
 * Moves everything from SQLite to an empty PostgreSQL database, in one transaction: the schema, every row, and the
 * comparison of the counts. Whatever fails, the target is as it was before. The source is only read.
 * @throws Error when there is no source, when another process has it open, or when the target is not empty
 */
export async function moveToPostgres({ dataDir, url, whileRunning, onProgress }: MoveOptions): Promise<MovedRows> {
  const file = join(dataDir, sqliteFileName)
  if (!existsSync(file))
    throw new Error(`There is no SQLite database to move: looked for ${file}. --data-dir names another data directory`)
  const source = openSqliteFile(file)
  const target = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  try {
    if (!hasOwnTables(source)) throw new Error(`${file} has no table of Signpost, so there is nothing to move`)
    if (!whileRunning) lockSource(source)
    // The newest schema on both sides, so that what is copied is what is expected.
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

/** What another process writes after it was copied would be lost, so none may have the database open. */
function lockSource(source: Sqlite.Database): void {
  try {
    source.pragma('busy_timeout = 500')
    source.pragma('locking_mode = exclusive')
    source.exec('begin exclusive; commit')
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new Error(
      'Another process has the SQLite database open, probably the gateway. What it writes after the move would be lost: stop it first, or move a copy of this moment with --while-running',
    )
  }
}

/** A table of ours in a database that was never migrated belongs to something else. */
async function refuseForeignTables(tx: Queries, tables: readonly string[]): Promise<void> {
  const present = await tx.introspection.getTables({ withInternalKyselyTables: true })
  if (present.some(({ name }) => name === 'kysely_migration')) return
  const taken = present.find(({ name }) => tables.includes(name))
  if (taken === undefined) return
  throw new Error(
    `The target has a table ${taken.name} that is not Signpost's; give Signpost a database of its own. Nothing was moved`,
  )
}

async function refuseFilledTables(rows: Kysely<AnyTables>, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const count = await countRows(rows, table)
    if (count === 0) continue
    throw new Error(
      `The target is not empty: its table ${table} has ${count} ${count === 1 ? 'row' : 'rows'}. Give an empty database. Nothing was moved`,
    )
  }
}

/** @returns how many rows are in the target, after the comparison with the source */
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

/** Here nobody has sent the text. */
function describeRefused(table: string): string {
  return `A text in the table ${table} has a NUL character (U+0000) in it, which SQLite stores and PostgreSQL does not. Change it in the SQLite database, and move that again. Nothing was moved.`
}

async function countRows(rows: Kysely<AnyTables>, table: string): Promise<number> {
  const { count } = await rows
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
