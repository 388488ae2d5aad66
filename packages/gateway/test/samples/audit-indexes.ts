import type Sqlite from 'better-sqlite3'

interface Index {
  readonly name: string
  /** The SQL that makes the index. */
  readonly definition: string
}

/** Fills SQLite's audit log without its indexes, and makes them again at the end, which is several times as fast. */
export function withoutSqliteIndexes(sqlite: Sqlite.Database, fill: () => void): void {
  const indexes = sqlite
    .prepare<[], Index>(
      "select name, sql as definition from sqlite_schema where tbl_name = 'audit_events' and type = 'index' and sql is not null",
    )
    .all()
  for (const { name } of indexes) sqlite.exec(`drop index "${name}"`)
  fill()
  for (const { definition } of indexes) sqlite.exec(definition)
}

/** The same for PostgreSQL. @param run runs a statement, and returns its rows */
export async function withoutPostgresIndexes(
  run: (statement: string) => Promise<readonly unknown[]>,
  fill: () => Promise<void>,
): Promise<void> {
  const indexes = (await run(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'audit_events' and indexname not like '%pkey'`,
  )) as readonly Index[]
  for (const { name } of indexes) await run(`drop index "${name}"`)
  await fill()
  for (const { definition } of indexes) await run(definition)
}
