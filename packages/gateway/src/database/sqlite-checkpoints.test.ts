import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type Sqlite from 'better-sqlite3'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { waitUntil } from '../../test/servers/wait-until.ts'
import { openSqliteFile } from './open-sqlite-file.ts'
import { takeOverCheckpoints } from './sqlite-checkpoints.ts'

function open(file: string) {
  const sqlite = openSqliteFile(file)
  sqlite.pragma('synchronous = off')
  sqlite.exec('create table if not exists pages (id integer primary key, page blob)')
  const insert = sqlite.prepare('insert into pages (page) values (zeroblob(4000))')
  const write = sqlite.transaction((pages: number) => {
    for (let page = 0; page < pages; page++) insert.run()
  })
  return { sqlite, write }
}

function countWaiting(sqlite: Sqlite.Database): number {
  const [frames] = sqlite.pragma('wal_checkpoint(noop)') as [{ log: number; checkpointed: number }]
  return frames.log - frames.checkpointed
}

test('a commit copies no page; the checkpoint after it does, before the WAL grows without bound', () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'test.db')
  const { sqlite, write } = open(file)
  const checkpoints = takeOverCheckpoints(sqlite, assert.fail)

  let most = 0
  for (let round = 0; round < 200; round++) {
    write(50)
    most = Math.max(most, countWaiting(sqlite))
    checkpoints.follow()
  }
  assert.ok(most > 500 && most < 1000 + 8 * 60, String(most))
  assert.ok(statSync(`${file}-wal`).size < 2000 * 4120)
  sqlite.close()
})

test('when nobody writes for a moment, even a smaller WAL is copied', async () => {
  using dir = makeTempDir()
  const { sqlite, write } = open(join(dir.path, 'test.db'))
  const checkpoints = takeOverCheckpoints(sqlite, assert.fail)

  write(300)
  checkpoints.follow()
  assert.ok(countWaiting(sqlite) > 300)
  await waitUntil('the pages are copied', async () => countWaiting(sqlite) === 0)

  sqlite.close()
})
