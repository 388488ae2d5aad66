import type Sqlite from 'better-sqlite3'

/**
 * The tables of a SQLite database that contain Signpost's data. Each comes after those that it refers to, so that rows can be
 * copied in this order. The list is read from the database itself, so it includes the tables of new migrations.
 */
export function listTables(sqlite: Sqlite.Database): string[] {
  const tables = sqlite
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'")
    .pluck()
    .all() as string[]
  const left = new Set(tables.filter((name) => !isMigrationTable(name)).sort())
  const ordered: string[] = []
  while (left.size > 0) {
    const free = [...left].filter((table) => !listReferences(sqlite, table).some((other) => left.has(other)))
    if (free.length === 0) throw new Error(`These tables refer to each other: ${[...left].join(', ')}`)
    for (const table of free) left.delete(table)
    ordered.push(...free)
  }
  return ordered
}

/** Whether a table is the migrator's own. */
function isMigrationTable(name: string): boolean {
  return name.startsWith('kysely_')
}

/** The tables that a table's foreign keys refer to, except the table itself. */
function listReferences(sqlite: Sqlite.Database, table: string): string[] {
  const keys = sqlite.pragma(`foreign_key_list("${table}")`) as { table: string }[]
  return keys.map((key) => key.table).filter((other) => other !== table)
}
