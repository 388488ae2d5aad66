import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { Migrator } from 'kysely/migration'
import { first } from './migrations/0001-first.ts'
import type { Queries } from './schema.ts'

/** Every migration, in order. Never change a landed migration; add a new one. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
}

/** Called before each migration with the number of those done and of all. An error that it throws undoes the whole run. */
export type OnMigration = (name: string, done: number, total: number) => void

/**
 * Brings the database to the newest schema, completely or not at all. Several processes may call it at once: one migrates, the others wait.
 * @returns the names of the migrations that this call ran
 * @throws Error when a migration fails, or when the database comes from a newer Signpost
 */
export async function migrateToLatest(db: Queries, onMigration: OnMigration = () => {}): Promise<readonly string[]> {
  const names = Object.keys(migrations)
  const watched = Object.entries(migrations).map(([name, { up }]): [string, Migration] => [
    name,
    {
      async up(one) {
        onMigration(name, names.indexOf(name), names.length)
        await up(one)
      },
    },
  ])
  const migrator = new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(watched) } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw explainMigrationError(error)
  return results.map(({ migrationName }) => migrationName)
}

/** How a database's schema differs from the one of this Signpost. */
export interface SchemaDifference {
  readonly applied: readonly string[]
  /** Migrations that the database does not have yet. */
  readonly pending: readonly string[]
  /** Migrations that the database has and this Signpost does not know, because the database comes from a newer Signpost. */
  readonly unknown: readonly string[]
}

/** Compares the database's schema with the newest one, and changes nothing. */
export async function compareSchema(db: Queries): Promise<SchemaDifference> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  const isMade = tables.some(({ name }) => name === migrationTable)
  const applied = isMade ? await readApplied(db) : []
  const known = Object.keys(migrations)
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  }
}

/** Kysely's own table of the migrations that it ran. */
const migrationTable = 'kysely_migration'

async function readApplied(db: Queries): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(migrationTable)} order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/** Kysely reports corruption when the database has a migration that this code does not know. The database is merely newer. */
function explainMigrationError(error: unknown): unknown {
  const unknown = /previously executed migration (\S+) is missing/.exec((error as Error).message)
  if (unknown === null) return error
  return new Error(`The database comes from a newer Signpost: this version does not know its migration ${unknown[1]}`)
}
