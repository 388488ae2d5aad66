import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { backupSqlite } from '../../src/database/backup-sqlite.ts'
import { openSqliteDatabase } from '../../src/database/open-sqlite-database.ts'
import { sampleAccount, sampleAuditEvent, sampleToken } from '../samples/samples.ts'
import { beRefused, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { storeSecondFactor } from '../samples/store-second-factor.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntilReady } from '../servers/wait-until-ready.ts'

interface Report {
  readonly file: string
  readonly bytes: number
  readonly counts: Readonly<Record<string, number>>
  readonly masterKeyIds: readonly string[]
}

const unchecked = { SIGNPOST_BUCKET_CHECK: 'off' }
const batchSize = 100
const object = { bucket: 'one-bucket', key_name: 'a.txt' }

test('a backup of a running gateway works as the same gateway when restored with the master key, as docs/backup.md says', async () => {
  using dir = makeTempDir()
  const [dataDir, restored, file] = ['data', 'restored', 'signpost.backup'].map((name) => join(dir.path, name)) as [
    string,
    string,
    string,
  ]
  await storeCredential('one', { dataDir })
  const token = await createToken({ dataDir })
  await using gateway = await startGateway({ dataDir, env: unchecked })
  const { signedUrl } = await sign({ url: gateway.report.url, token }, object)

  const report = await readSignpost<Report>(['backup', file], { dataDir })
  const later = await createToken({ dataDir })

  assert.deepEqual([report.file, report.bytes], [file, statSync(file).size])
  assert.deepEqual(report.counts, { accounts: 1, credentials: 1, tokens: 1, audit_events: 1 })
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const key = readFileSync(join(dataDir, 'master.key'))
  for (const secret of [key.toString().trim(), Buffer.from(key.toString(), 'base64'), 'secret of one', token]) {
    assert.ok(!readFileSync(file).includes(secret))
  }

  mkdirSync(restored, { mode: 0o700 })
  copyFileSync(file, join(restored, 'signpost.db'))
  copyFileSync(join(dataDir, 'master.key'), join(restored, 'master.key'))
  chmodSync(join(restored, 'master.key'), 0o600)
  const { keys } = await readSignpost<{ keys: { keyId: string }[] }>(['vault', 'status'], { dataDir: restored })
  assert.deepEqual(report.masterKeyIds, [keys[0]?.keyId])
  await using second = await startGateway({ dataDir: restored, env: unchecked })
  const signer = { url: second.report.url, token }
  const withoutSignature = (url: string) => url.replace(/X-Amz-(Date|Signature)=[^&]+/g, '')
  assert.equal(withoutSignature((await sign(signer, object)).signedUrl), withoutSignature(signedUrl))
  assert.equal((await beRefused({ ...signer, token: later }, object)).code, 'token_unknown')
  const { events } = await readSignpost<{ events: readonly unknown[] }>(['audit', 'list'], { dataDir: restored })
  assert.ok(events.length >= 2)
})

test('a backup restored without its master key does not start, and names the missing key', async () => {
  using dir = makeTempDir()
  const restored = join(dir.path, 'restored')
  await storeCredential('one', { dataDir: dir.path })
  mkdirSync(restored)
  const human = await runSignpost(['backup', join(restored, 'signpost.db')], { dataDir: dir.path })

  const { code, stderr } = await runSignpost(['serve', '--port', '0'], { dataDir: restored })

  assert.match(human.stderr, /^The master key is NOT in the backup\. To restore it you need the key [0-9a-f]{16}:/)
  assert.match(human.stdout, /^Backed up to .*: \d+ bytes, 1 account, 1 credential, 0 tokens, 0 audit events\.\n$/)
  assert.equal(code, 1)
  assert.match(stderr, /The master key is missing/)
})

test('a backup names every key that it needs, also those of second factors alone', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  await storeCredential('one', { dataDir })
  const { keys } = await readSignpost<{ keys: { keyId: string }[] }>(['vault', 'status'], { dataDir })
  const ownId = keys[0]?.keyId ?? assert.fail()
  storeSecondFactor(dataDir, [ownId, 'fedcba98765432ff'])

  const report = await readSignpost<Report>(['backup', join(dir.path, 'one')], { dataDir })
  const human = await runSignpost(['backup', join(dir.path, 'two')], { dataDir })

  assert.deepEqual(report.masterKeyIds, [ownId, 'fedcba987654'])
  assert.match(human.stderr, new RegExp(`you need the keys ${ownId} and fedcba987654: keep a copy of each`))
})

test('an interrupted backup leaves nothing', async () => {
  using dir = makeTempDir()
  const database = await openSqliteDatabase(dir.path)
  const { id: accountId } = await database.accounts.ensure(sampleAccount())
  for (let index = 0; index < 40; index++) await database.tokens.insert(bigToken(accountId))
  await database.close()
  const before = readdirSync(dir.path)
  const interruption = new AbortController()
  const options = { dataDir: dir.path, ownPaths: [], file: join(dir.path, 'copy'), overwrite: false }

  const backup = backupSqlite({ ...options, signal: interruption.signal })
  interruption.abort(new Error('Interrupted'))

  await assert.rejects(backup, /Interrupted/)
  assert.deepEqual(readdirSync(dir.path), before)
  assert.ok((await backupSqlite(options)).bytes > 0, 'the next backup succeeds')
})

test('a batch written during the copy is in it whole or not at all, and the copy finishes despite constant writes', async () => {
  using dir = makeTempDir()
  const database = await openSqliteDatabase(dir.path)
  const { id: accountId } = await database.accounts.ensure(sampleAccount())
  // Enough that the copy takes a while.
  for (let index = 0; index < 40; index++) await database.tokens.insert(bigToken(accountId))
  const file = join(dir.path, 'copy')
  let isCopied = false
  let written = 0
  async function writeBatches(): Promise<void> {
    for (; !isCopied || written === 0; written += batchSize) {
      await database.audit.append([Array.from({ length: batchSize }, () => sampleAuditEvent({ accountId }))])
    }
  }
  const writing = writeBatches()

  const report = await backupSqlite({ dataDir: dir.path, ownPaths: [], file, overwrite: false })
  isCopied = true
  await writing
  await database.close()

  const { tokens, audit_events: events } = report.counts
  assert.deepEqual([tokens, events % batchSize], [40, 0])
  assert.ok(events < written, `the copy has ${events} of ${written} events, and none that were written later`)
  const copy = new Sqlite(file, { readonly: true })
  assert.equal(copy.pragma('integrity_check', { simple: true }), 'ok')
  copy.close()
  assert.deepEqual(readdirSync(dir.path).toSorted(), ['copy', 'signpost.db'], 'no temporary file is left')
})

test('an existing file is replaced only with --force', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  await createToken({ dataDir })
  const file = join(dir.path, 'copy')
  writeFileSync(file, 'precious', { mode: 0o644 })

  const refused = await runSignpost(['backup', file], { dataDir })
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /copy exists already; --force replaces it/)
  assert.equal(readFileSync(file, 'utf8'), 'precious')
  await readSignpost<Report>(['backup', file, '--force'], { dataDir })

  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(new Sqlite(file).prepare('select count(*) from tokens').pluck().get(), 1)
  assert.deepEqual(
    readdirSync(dir.path).filter((name) => name.includes('.part')),
    [],
  )
})

test('backup overwrites no file of the data directory, whatever path names it, and nothing but regular files', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  await createToken({ dataDir })
  await using gateway = await startGateway({ dataDir, args: ['--sandbox'] })
  const at = (name: string) => join(dir.path, name)
  const own = ['master.key', 'signpost.db', 'signpost.db-wal', 'signpost.db-shm', 'sandbox/token']
  linkSync(join(dataDir, 'master.key'), at('hard-link'))
  symlinkSync(join(dataDir, 'master.key'), at('link'))
  symlinkSync(dataDir, at('linked-folder'))
  symlinkSync('nowhere', at('dangling'))
  execFileSync('mkfifo', [at('fifo')])
  const belongs = /belongs to the data directory/
  const targets: readonly (readonly [string, RegExp])[] = [
    ...[...own, 'signpost.db-journal', 'master.key.previous'].map((name) => [join(dataDir, name), belongs] as const),
    [join(at('linked-folder'), 'master.key'), belongs],
    [at('hard-link'), belongs],
    [at('link'), /symbolic link/],
    [at('dangling'), /symbolic link/],
    [at('fifo'), /not a regular file/],
    [dataDir, /not a regular file/],
    ['/dev/null', /not a regular file/],
  ]
  // The gateway keeps writing to its files, so their inodes are compared, not their contents.
  const read = () => [
    ...own.map((name) => statSync(join(dataDir, name)).ino),
    ...['master.key', 'sandbox/token'].map((name) => readFileSync(join(dataDir, name), 'utf8')),
  ]
  const before = read()

  for (const [file, reason] of targets) {
    const backingUp = backupSqlite({
      dataDir,
      ownPaths: [join(dataDir, 'master.key'), join(dataDir, 'master.key.previous'), join(dataDir, 'sandbox')],
      file,
      overwrite: true,
    })
    await assert.rejects(backingUp, reason, file)
  }
  for (const file of [join(dataDir, 'master.key'), join(dataDir, 'sandbox', 'token'), at('fifo')]) {
    const { code, stderr } = await runSignpost(['backup', file, '--force'], { dataDir })
    assert.deepEqual([code, stderr.startsWith('signpost: ')], [1, true])
  }

  assert.deepEqual(read(), before)
  await waitUntilReady(gateway.report.url)
})

test('without an installation there is nothing to back up, and no file is made', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')

  const { code, stderr } = await runSignpost(['backup', join(dir.path, 'copy')], { dataDir })

  assert.equal(code, 1)
  assert.match(stderr, /^signpost: There is no Signpost installation here: looked for /)
  assert.deepEqual([existsSync(dataDir), readdirSync(dir.path)], [false, []])
})

test('on PostgreSQL, backup refers to pg_dump and does not show the password', async () => {
  const env = { SIGNPOST_DATABASE_URL: 'postgres://user:pass-word@db.invalid:5432/signpost' }

  const { code, stderr } = await runSignpost(['backup', 'never-made'], { env })

  assert.equal(code, 1)
  assert.match(stderr, /PostgreSQL \(postgres:\/\/user@db\.invalid:5432\/signpost\).*pg_dump --format=custom --file=/)
  assert.doesNotMatch(stderr, /pass-word/)
})

function bigToken(accountId: string) {
  return sampleToken({ accountId, limits: { allow: ['x'.repeat(1_000_000)] } })
}
