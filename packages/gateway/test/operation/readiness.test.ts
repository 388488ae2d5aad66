import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { type GatewayProcess, startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const unchecked = { SIGNPOST_BUCKET_CHECK: 'off' }

/** Lists the error lines in the log that are about readiness. */
function listReasons(gateway: GatewayProcess): string[] {
  return gateway
    .logs()
    .split('\n')
    .filter((line) => line.includes('"msg":"not ready'))
    .map((line) => JSON.parse(line).msg)
}

async function askReady(url: string): Promise<string> {
  const response = await fetch(`${url}/readyz`)
  const body = (await response.json()) as { error?: { code: string; message: string } }
  return response.status === 200 ? 'ready' : `${response.status} ${body.error?.code}: ${body.error?.message}`
}

test('with another master key, the gateway does not start, and names both keys', async () => {
  using dir = makeTempDir()
  await storeCredential('one', { dataDir: dir.path })
  const env = { SIGNPOST_MASTER_KEY: randomBytes(32).toString('base64') }

  const { code, stderr } = await runSignpost(['serve', '--port', '0', '--workers', '2'], { dataDir: dir.path, env })
  const alone = await runSignpost(['serve', '--port', '0'], { dataDir: dir.path, env })

  for (const text of [stderr, alone.stderr]) {
    assert.match(text, /"msg":"The master key here is [0-9a-f]{16}, but that of this installation is [0-9a-f]{16}\./)
  }
  assert.deepEqual([code, alone.code], [1, 1])
})

test('while a master key is missing, the gateway is not ready, and the log says so once; after the credential is removed, it is ready', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('old', { dataDir })
  const env = { SIGNPOST_MASTER_KEY: randomBytes(32).toString('base64') }
  await readSignpost(['vault', 'rotate', '--lost-key', '--yes'], { dataDir, env })
  await storeCredential('new', { dataDir, env })
  await using gateway = await startGateway({ dataDir, env: { ...env, ...unchecked } })
  await waitUntil('the log has the reason at the start', () => listReasons(gateway).length === 1)

  const missing = '503 unavailable: The master key of the installation or of a stored secret is missing.'
  assert.deepEqual([await askReady(gateway.report.url), await askReady(gateway.report.url)], [missing, missing])
  await readSignpost(['credential', 'remove', 'old', '--yes'], { dataDir, env })

  await waitUntil('the gateway is ready', async () => (await askReady(gateway.report.url)) === 'ready')
  assert.deepEqual(listReasons(gateway), [
    'not ready: The master key of the installation or of a stored secret is missing.',
  ])
})

test('a gateway that listens has made a write, so no request waits for what the first write starts; on a full disk, it is not ready, and later becomes ready on its own', {
  skip: process.platform === 'linux' ? false : 'needs prlimit of Linux',
}, async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({ dataDir: dir.path })
  const database = new Sqlite(join(dir.path, 'signpost.db'), { readonly: true })
  const probe = database.prepare("select value from settings where key = 'write_probe'").pluck().get()
  database.close()
  assert.match(String(probe), /^[01]$/)
  const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(gateway.pid), `--fsize=${bytes}:`])
  assert.equal(await askReady(gateway.report.url), 'ready')

  limit('1')
  const full = '503 unavailable: The audit log cannot be written.'
  await waitUntil('the gateway notices the full disk', async () => (await askReady(gateway.report.url)) === full)
  limit('unlimited')
  await waitUntil('the gateway is ready', async () => (await askReady(gateway.report.url)) === 'ready')

  // A line of the log may come after the response.
  await waitUntil('the recovery is logged', () => gateway.logs().includes('"msg":"ready again"'))
  assert.deepEqual(listReasons(gateway), ['not ready: The audit log cannot be written.'])
})

for (const [table, message] of [
  ['tokens', 'The database does not answer.'],
  ['audit_events', 'The audit log cannot be written.'],
] as const) {
  test(`with a damaged table ${table}, the gateway is not ready`, async () => {
    using dir = makeTempDir()
    const dataDir = dir.path
    await createToken({ dataDir })
    damageTable(dataDir, table)

    await using gateway = await startComposedGateway({ dataDir })

    assert.equal(await askReady(gateway.url), `503 unavailable: ${message}`)
  })
}

for (const [what, empty] of [
  ['truncated to 0 bytes', (file: string) => truncateSync(file)],
  ['replaced by an empty database', replaceByEmpty],
] as const) {
  test(`a database that was ${what} beside its master key is not mistaken for a new installation`, async () => {
    using dir = makeTempDir()
    const dataDir = dir.path
    const file = join(dataDir, 'signpost.db')
    await storeCredential('one', { dataDir })
    const backup = join(dataDir, 'backup')
    copyFileSync(file, backup)
    empty(file)
    const { size } = statSync(file)

    const commands = [['serve', '--port', '0'], ['token', 'list'], ['migrate'], ['doctor']]
    await Promise.all(
      commands.map(async (args) => {
        const { code, stdout, stderr } = await runSignpost(args, { dataDir })
        assert.equal(code, 1, args.join(' '))
        assert.match(
          stdout + stderr,
          /signpost\.db (is empty|has none of Signpost's tables), but .*master\.key exists: .* Restore a backup/,
        )
      }),
    )

    assert.equal(statSync(file).size, size, 'the file is unchanged')
    for (const repair of [() => copyFileSync(backup, file), () => unlinkSync(file)]) {
      repair()
      await using gateway = await startComposedGateway({ dataDir })
      assert.equal(await askReady(gateway.url), 'ready')
    }
  })
}

test('a WAL without its database is preserved, and nothing starts on it', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  await createToken({ dataDir })
  const [file, wal] = [join(dataDir, 'signpost.db'), join(dataDir, 'signpost.db-wal')]
  writeFileSync(wal, 'what was written last')
  unlinkSync(join(dataDir, 'master.key'))

  for (const loss of [() => truncateSync(file), () => unlinkSync(file)]) {
    loss()
    for (const args of [['serve', '--port', '0'], ['doctor'], ['backup', join(dir.path, 'copy')]]) {
      const { code, stdout, stderr } = await runSignpost(args, { dataDir })
      assert.equal(code, 1, args.join(' '))
      assert.match(
        stdout + stderr,
        /signpost\.db (is empty|does not exist), but .*signpost\.db-wal has content: a database was here/,
      )
    }
    assert.equal(readFileSync(wal, 'utf8'), 'what was written last')
  }
  assert.equal(existsSync(join(dir.path, 'copy')), false)
})

function replaceByEmpty(file: string): void {
  unlinkSync(file)
  const sqlite = new Sqlite(file)
  sqlite.pragma('user_version = 1')
  sqlite.close()
}

/** Overwrites the first page of a table and of its indexes. */
function damageTable(dataDir: string, table: string): void {
  const file = join(dataDir, 'signpost.db')
  const sqlite = new Sqlite(file)
  const pageSize = sqlite.pragma('page_size', { simple: true }) as number
  sqlite.pragma('journal_mode = delete')
  const pages = sqlite.prepare('select rootpage from sqlite_schema where tbl_name = ?').pluck().all(table) as number[]
  sqlite.close()
  const bytes = readFileSync(file)
  for (const page of pages) bytes.fill(0xff, (page - 1) * pageSize, page * pageSize)
  writeFileSync(file, bytes)
}
