import assert from 'node:assert/strict'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { ImmediateSqliteDialect } from './sqlite-dialect.ts'

test('a migration that is cut short leaves nothing behind', async () => {
  const sqlite = new Sqlite(':memory:')
  await using db = new Kysely<never>({ dialect: new ImmediateSqliteDialect(sqlite) })
  const breaking: Migration = {
    async up(tx) {
      await tx.schema.createTable('half').addColumn('id', 'text').execute()
      throw new Error('the power went')
    },
  }

  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ '0001': breaking }) } })
  const { error } = await migrator.migrateToLatest()

  assert.equal((error as Error).message, 'the power went')
  assert.deepEqual(sqlite.prepare("select name from sqlite_schema where name = 'half'").all(), [])
})

test('a transaction holds the write lock from its beginning', async () => {
  const sqlite = new Sqlite(':memory:')
  await using db = new Kysely<never>({ dialect: new ImmediateSqliteDialect(sqlite) })
  const begun: unknown[] = []
  const prepare = sqlite.prepare.bind(sqlite)
  sqlite.prepare = (source: string) => {
    begun.push(source)
    return prepare(source)
  }

  await db.transaction().execute(async (tx) => {
    await sql`select 1`.execute(tx)
  })

  assert.deepEqual(begun, ['begin immediate', 'select 1', 'commit'])
})

test('a full disk is reported as such, although SQLite has rolled the transaction back on its own', async () => {
  const sqlite = new Sqlite(':memory:')
  sqlite.exec('create table blobs (bytes blob)')
  sqlite.pragma('max_page_count = 10')
  await using db = new Kysely<never>({ dialect: new ImmediateSqliteDialect(sqlite) })

  const filling = db.transaction().execute(async (tx) => {
    await sql`insert into blobs values (zeroblob(100000))`.execute(tx)
  })

  await assert.rejects(filling, (error: Error) => {
    assert.equal((error.cause as { code?: string }).code, 'SQLITE_FULL')
    return true
  })
  assert.equal(sqlite.inTransaction, false)
})
