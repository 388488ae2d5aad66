import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { createSqliteFile } from './create-sqlite-file.ts'
import { hasOwnTables, openSqliteFile } from './open-sqlite-file.ts'

test('a new database appears with its tables: a start that ends while it makes them leaves nothing', async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'signpost.db')
  const there: boolean[] = []

  const made = await createSqliteFile(file, () => there.push(existsSync(file)))

  assert.equal(made.length, there.length)
  assert.deepEqual(new Set(there), new Set([false]), 'not there while its tables are made')
  assert.deepEqual(readdirSync(dir.path), ['signpost.db'])
  assert.equal(hasTables(file), true)
})

test('a failed migration leaves no database', async () => {
  using dir = makeTempDir()
  const fail = () => {
    throw new Error('stopped')
  }
  await assert.rejects(createSqliteFile(join(dir.path, 'signpost.db'), fail), /stopped/)
  assert.deepEqual(readdirSync(dir.path), [])
})

test('of several starts at once one creates the database', async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'signpost.db')

  const made = await Promise.all(Array.from({ length: 5 }, () => createSqliteFile(file)))

  assert.equal(made.filter((names) => names.length > 0).length, 1)
  assert.deepEqual(readdirSync(dir.path), ['signpost.db'])
  assert.equal(hasTables(file), true)
})

function hasTables(file: string): boolean {
  const sqlite = openSqliteFile(file)
  try {
    return hasOwnTables(sqlite)
  } finally {
    sqlite.close()
  }
}
