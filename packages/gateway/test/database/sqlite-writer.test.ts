import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { createSqliteWriter } from '../../src/database/sqlite-writer.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const crashingThread = new URL('../servers/crashing-thread.ts', import.meta.url)

test('statements run in the order in which they were submitted', async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'a.db')
  const writer = createSqliteWriter(file)

  const changes = await Promise.all([
    writer.run([statement('create table a (n integer primary key, text text)')]),
    writer.run([statement('insert into a values (?, ?)', 1, 'one'), statement('insert into a values (?, ?)', 2, null)]),
    writer.run([statement('delete from a where n = ?', 2), statement('update a set n = n + 10')]),
  ])
  await writer.close()

  assert.deepEqual(changes.slice(1), [
    [1, 1],
    [1, 1],
  ])
  assert.deepEqual(read(file), [{ n: 11, text: 'one' }])
})

test('a failing batch changes nothing, rejects with the reason, and does not affect the next batch', async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'a.db')
  const writer = createSqliteWriter(file)
  await writer.run([statement('create table a (n integer primary key)')])

  const failing = writer.run([statement('insert into a values (?)', 1), statement('insert into a values (?)', 1)])
  const following = writer.run([statement('insert into a values (?)', 2)])

  await assert.rejects(failing, { code: 'SQLITE_CONSTRAINT_PRIMARYKEY', message: /UNIQUE/ })
  assert.deepEqual(await following, [1])
  await writer.close()
  assert.deepEqual(read(file), [{ n: 2 }])
})

for (const end of ['crash', 'exit']) {
  test(`a thread that ends by ${end} rejects every waiting batch, and the next use starts a new thread`, async () => {
    const writer = createSqliteWriter('unused', { thread: crashingThread })
    assert.deepEqual(await writer.run([statement('work'), statement('work')]), [1, 1])

    const waiting = ['wait', end, 'work'].map((sql) => writer.run([statement(sql)]))

    for (const settled of await Promise.allSettled(waiting)) {
      assert.equal(settled.status, 'rejected')
      assert.match(settled.reason.message, /thread .* ended/)
    }
    assert.deepEqual(await writer.run([statement('work')]), [1])
  })
}

test('closing waits for pending batches, and a closed writer refuses new ones', async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'a.db')
  const writer = createSqliteWriter(file)
  const asked = writer.run([statement('create table a (n integer)')])

  await writer.close()
  await writer.close()

  await asked
  await assert.rejects(writer.run([statement('insert into a values (1)')]), /closed/)
})

test('a writer that was never used starts no thread', async () => {
  await createSqliteWriter('/nowhere/a.db').close()
})

function statement(sql: string, ...parameters: unknown[]) {
  return { sql, parameters }
}

function read(file: string): unknown[] {
  const sqlite = openSqliteFile(file)
  try {
    return sqlite.prepare('select * from a').all()
  } finally {
    sqlite.close()
  }
}
