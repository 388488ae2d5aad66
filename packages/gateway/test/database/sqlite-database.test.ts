import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import type { Database } from '../../src/core/ports.ts'
import { openSqliteDatabase, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { patientMs, type TestDatabase } from './database-implementation.ts'
import { describeDatabaseContract } from './repository-contract.ts'

describeDatabaseContract({ name: 'SQLite', makeDatabase, waitsAsynchronously: false })

test('the pragmas that durability and safety rely on are set', () => {
  using dir = makeTempDir()
  const sqlite = openSqliteFile(join(dir.path, 'a.db'))

  const read = (pragma: string) => sqlite.pragma(pragma, { simple: true })
  const settings = [
    'journal_mode',
    'synchronous',
    'foreign_keys',
    'busy_timeout',
    'trusted_schema',
    'secure_delete',
  ].map(read)

  // 2 is FULL. https://www.sqlite.org/pragma.html#pragma_synchronous
  assert.deepEqual(settings, ['wal', 2, 1, 5000, 0, 1])
  sqlite.close()
})

test('a database of a newer Signpost is refused and left unchanged', async () => {
  using dir = makeTempDir()
  await (await openSqliteDatabase(dir.path)).close()
  const file = join(dir.path, sqliteFileName)
  const sqlite = new Sqlite(file)
  sqlite.prepare('insert into kysely_migration values (?, ?)').run('9999-from-the-future', new Date().toISOString())
  sqlite.close()
  const { size } = statSync(file)

  await assert.rejects(openSqliteDatabase(dir.path), /9999-from-the-future/)

  assert.equal(statSync(file).size, size)
})

test('a file that is not a database is refused', async () => {
  using dir = makeTempDir()
  writeFileSync(
    join(dir.path, sqliteFileName),
    'this is a text, and a long one, so that it has a header of its own'.repeat(20),
  )

  await assert.rejects(openSqliteDatabase(dir.path), /not a database/)
})

async function makeDatabase(): Promise<TestDatabase> {
  const dir = makeTempDir()
  const databases: Database[] = []
  return {
    async open() {
      const database = await openSqliteDatabase(dir.path, { staleAfterMs: patientMs })
      databases.push(database)
      return database
    },
    async [Symbol.asyncDispose]() {
      for (const database of databases) await database.close()
      dir[Symbol.dispose]()
    },
  }
}
