import type { Migration } from 'kysely/migration'
import { Migrator } from 'kysely/migration'
import { first } from './migrations/0001-first.ts'
import type { Database } from './schema.ts'

/** Every migration, in order. A landed migration is never changed: a new one is added. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
}

/**
 * Brings the database to the newest schema. Several processes may call it at once: one migrates, the others wait.
 * @throws Error when a migration fails, or when the database comes from a newer Signpost
 */
export async function migrateToLatest(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
