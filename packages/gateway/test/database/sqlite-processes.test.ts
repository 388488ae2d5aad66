import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { openSqliteDatabase, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { sampleAccount } from '../samples/samples.ts'
import { runProgram } from '../servers/run-program.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const child = fileURLToPath(new URL('../servers/sqlite-child.ts', import.meta.url))
const processes = [1, 2, 3, 4, 5, 6]

test('several processes that start for the first time at the same time make one database', async () => {
  using dir = makeTempDir()

  const ids = await Promise.all(processes.map(() => runChild('open', dir.path)))

  assert.equal(new Set(ids).size, 1, 'all processes see one account')
  const sqlite = new Sqlite(join(dir.path, sqliteFileName))
  const migrations = sqlite.prepare('select name from kysely_migration order by name').pluck().all()
  sqlite.close()
  assert.deepEqual(migrations, [...new Set(migrations)])
  assert.equal(migrations[0], '0001-first')
})

test('transactions of several processes that read and then write wait for each other', async () => {
  using dir = makeTempDir()
  await (await openSqliteDatabase(dir.path)).close()
  const sqlite = new Sqlite(join(dir.path, sqliteFileName))
  sqlite.prepare("insert into settings values ('count', '0')").run()
  const rounds = 100

  const done = await Promise.all(processes.map(() => runChild('count', dir.path, String(rounds))))

  assert.deepEqual(
    done,
    processes.map(() => String(rounds)),
    'no transaction failed',
  )
  const count = sqlite.prepare("select value from settings where key = 'count'").pluck().get()
  sqlite.close()
  assert.equal(count, String(processes.length * rounds), 'no increment was lost')
})

test('the change feed reports a change by another process', async () => {
  using dir = makeTempDir()
  const database = await openSqliteDatabase(dir.path)
  const { id } = await database.accounts.ensure(sampleAccount())
  let isHeard = false
  database.changes.subscribe(() => {
    isHeard = true
  })

  await runChild('change', dir.path, id)

  await waitUntil('the feed reports the change', () => isHeard)
  await database.close()
  assert.equal(existsSync(join(dir.path, `${sqliteFileName}-wal`)), false, 'the last process to close removes the WAL')
})

function runChild(task: string, dataDir: string, argument = ''): Promise<string> {
  return runProgram(process.execPath, [child, task, dataDir, argument])
}
