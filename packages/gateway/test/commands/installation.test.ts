import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { createTokenWithId, storeCredential } from '../samples/store-credential.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const readers = [
  ['account', 'list'],
  ['account', 'remove', 'mine', '--yes'],
  ['audit', 'export', '--format', 'csv'],
  ['backup', 'copy.db'],
  ['credential', 'test', 'aws'],
  ['migrate'],
  ['token', 'list'],
  ['vault', 'rotate'],
]

for (const args of readers) {
  test(`signpost ${args.join(' ')} in the wrong folder says where it looked, and creates nothing`, async () => {
    using dir = makeTempDir()

    const { code, stdout, stderr } = await runSignpost(args, { cwd: dir.path })

    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    assert.ok(stderr.includes(join(dir.path, 'signpost-data', 'signpost.db')), stderr)
    assert.match(stderr, /Name another data directory with --data-dir or SIGNPOST_DATA_DIR\. .*`signpost serve`/)
    assert.deepEqual(readdirSync(dir.path), [])
  })
}

test('a database of another program is refused and left unchanged', async () => {
  using dir = makeTempDir()
  mkdirSync(join(dir.path, 'signpost-data'))
  const file = join(dir.path, 'signpost-data', 'signpost.db')
  const sqlite = new Sqlite(file)
  sqlite.exec('create table other (id integer)')

  const { code, stderr } = await runSignpost(['token', 'list'], { cwd: dir.path })

  assert.equal(code, 1)
  assert.match(stderr, /There is no Signpost installation here/)
  assert.equal(sqlite.prepare('select count(*) from sqlite_schema').pluck().get(), 1)
  sqlite.close()
})

test('the first command that creates an installation says where, and the second command has nothing to report', async () => {
  using dir = makeTempDir()
  const first = await runSignpost(['account', 'add', 'one'], { cwd: dir.path })
  const second = await runSignpost(['account', 'add', 'two'], { cwd: dir.path })

  assert.equal(first.code, 0)
  const place = join(dir.path, 'signpost-data')
  assert.ok(first.stderr.includes(`Created a new installation in ${join(place, 'signpost.db')}.`), first.stderr)
  assert.ok(first.stderr.includes(`Created a master key: ${join(place, 'master.key')}.`), first.stderr)
  assert.equal(second.stderr, '')
})

test('without the master key, commands that open no secret still work, and the others report the missing key', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('one', { dataDir })
  const { id } = await createTokenWithId({ dataDir })
  renameSync(join(dataDir, 'master.key'), join(dataDir, 'lost'))

  const unsure = await runSignpost(['token', 'revoke', id], { dataDir })
  await readSignpost(['token', 'revoke', id, '--yes'], { dataDir })
  const { tokens } = await readSignpost<{ tokens: { state: string }[] }>(['token', 'list'], { dataDir })
  await readSignpost(['audit', 'list'], { dataDir })
  await readSignpost(['audit', 'export'], { dataDir })
  await readSignpost(['account', 'list'], { dataDir })
  await readSignpost(['token', 'create', 'next'], { dataDir })
  const opening = await runSignpost(['vault', 'status'], { dataDir })
  const serving = await runSignpost(['serve', '--port', '0'], { dataDir })

  assert.equal(unsure.code, 1)
  assert.match(unsure.stderr, /^signpost: Revoke the token test \(tok_.*add --yes to do it$/m)
  assert.equal(tokens[0]?.state, 'revoked')
  for (const { code, stderr } of [opening, serving]) {
    assert.equal(code, 1)
    assert.match(stderr, /The master key is missing: there is no .*master\.key/)
  }
  assert.equal(
    existsSync(join(dataDir, 'master.key')),
    false,
    'no new key is created beside secrets that it could not open',
  )
})

test('a first start whose key cannot be read leaves nothing behind', async () => {
  for (const command of [`sh -c 'exit 7'`, 'echo not-a-key']) {
    using dir = makeTempDir()
    const dataDir = join(dir.path, 'data')
    const env = { SIGNPOST_MASTER_KEY_COMMAND: command }

    for (const args of [
      ['serve', '--port', '0'],
      ['token', 'create', 'app'],
    ]) {
      const { code, stderr } = await runSignpost(args, { dataDir, env })
      assert.equal(code, 1)
      assert.match(stderr, /master key/)
      assert.equal(existsSync(dataDir), false)
    }
  }
})

test('a key file that cannot be read begins no installation beside it', async () => {
  using dir = makeTempDir()
  writeFileSync(join(dir.path, 'master.key'), 'not a key', { mode: 0o600 })

  const { code, stderr } = await runSignpost(['token', 'create', 'app'], { dataDir: dir.path })

  assert.equal(code, 1)
  assert.match(stderr, /The master key is not 32 random bytes/)
  assert.deepEqual(readdirSync(dir.path), ['master.key'])
})
