import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { Interruption } from '../../src/cli/interruption.ts'
import { moveToPostgres } from '../../src/database/move-to-postgres.ts'
import { openSqliteDatabase, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { sampleAuditEvent } from '../samples/samples.ts'
import { ask, beRefused } from '../samples/sign.ts'
import { type CreatedToken, createTokenWithId, revokeToken, storeAwsCredential } from '../samples/store-credential.ts'
import { describeInstallation, startNode } from '../servers/postgres-nodes.ts'
import { postgresPassword, query, startPostgres } from '../servers/postgres-server.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const server = stack.use(await startPostgres())
const dataDir = stack.use(makeTempDir()).path
const object = { bucket: 'my-bucket', key_name: 'a.txt' }
let good: CreatedToken
let revoked: CreatedToken

interface Moved {
  readonly from: string
  readonly to: string
  readonly rows: Readonly<Record<string, number>>
}

before(async () => {
  await storeAwsCredential({ dataDir })
  good = await createTokenWithId({ dataDir }, { allow: ['download:my-bucket/*'] })
  revoked = await createTokenWithId({ dataDir }, { expiresAt: Date.now() + 90 * 86_400_000 })
  await revokeToken(revoked.id, { dataDir })
  const database = await openSqliteDatabase(dataDir)
  const events = Array.from({ length: 2500 }, (_, index) => sampleAuditEvent({ key: `ünïcödé/${index}` }))
  await database.audit.append(events.map((event) => [event]))
  await database.close()
})

test('migrate brings a database to the newest schema, once', async () => {
  const databaseUrl = await server.createDatabase()
  using fresh = makeTempDir()

  const options = { dataDir: fresh.path, env: describeInstallation(databaseUrl) }
  const early = await runSignpost(['token', 'list'], options)
  const { applied } = await readSignpost<{ applied: string[] }>(['migrate'], options)
  const again = await runSignpost(['migrate'], options)

  assert.equal(applied[0], '0001-first')
  assert.equal(again.code, 0)
  assert.match(again.stdout, /is the newest one already/)
  assert.equal(early.code, 1)
  assert.match(early.stderr, /There is no Signpost installation here: looked for postgres:.*SIGNPOST_DATABASE_URL\. /)
  for (const { stdout, stderr } of [early, again]) {
    assert.ok(!(stdout + stderr).includes(encodeURIComponent(postgresPassword)))
  }
})

test('an interrupted move leaves the target empty and the source as it was', async () => {
  const url = await server.createDatabase()
  const steps: unknown[] = []

  const move = moveToPostgres({
    dataDir,
    url,
    whileRunning: false,
    onProgress(...step) {
      steps.push(step)
      if (steps.length === 2) throw new Interruption('Nothing was moved.')
    },
  })

  await assert.rejects(move, /^Interruption: Interrupted\. Nothing was moved\.$/)
  assert.deepEqual(steps, [
    ['audit_events', 1000, 2500],
    ['audit_events', 2000, 2500],
  ])
  assert.deepEqual(await query(url, "select tablename from pg_tables where schemaname = 'public'"), [])
})

test('migrate --to moves every row, and a gateway on the target serves the same tokens', async () => {
  const target = await server.createDatabase()

  const { code, stdout, stderr } = await runSignpost(['migrate', '--json'], {
    dataDir,
    env: { SIGNPOST_MIGRATE_TO: target },
  })

  assert.equal(code, 0, stderr)
  const moved = JSON.parse(stdout) as Moved
  assert.deepEqual(moved.rows, {
    ...moved.rows,
    ...{ accounts: 1, credentials: 1, tokens: 2, audit_events: 2500, settings: 2 },
  })
  for (const secret of [postgresPassword, encodeURIComponent(postgresPassword)]) {
    assert.ok(!stdout.includes(secret) && !stderr.includes(secret))
  }
  await assertSameRows(target, moved)

  const env = {
    ...describeInstallation(target),
    SIGNPOST_MASTER_KEY: readFileSync(join(dataDir, 'master.key'), 'utf8'),
  }
  await using node = await startNode(env)
  const { url } = node.report
  assert.equal((await ask({ url, token: good.token }, object)).status, 200)
  assert.equal((await beRefused({ url, token: good.token }, { ...object, bucket: 'other' })).code, 'token_not_allowed')
  assert.equal((await beRefused({ url, token: revoked.token }, object)).code, 'token_revoked')
})

test('migrate --to refuses a target that is not empty, and leaves it unchanged', async () => {
  const target = await server.createDatabase()
  await storeAwsCredential({ env: describeInstallation(target) })

  const { code, stdout, stderr } = await runSignpost(['migrate', '--to', target, '--json'], { dataDir })

  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  assert.match(stderr, /The target is not empty: its table accounts has 1 row\. .*Nothing was moved/)
  assert.deepEqual(await query(target, 'select * from tokens'), [])
})

test('migrate --to accepts a target that has the schema but no rows', async () => {
  const target = await server.createDatabase()
  await readSignpost(['migrate'], { dataDir, env: { SIGNPOST_DATABASE_URL: target } })

  const { rows } = await readSignpost<Moved>(['migrate', '--to', target], { dataDir })

  assert.equal(rows.tokens, 2)
})

test('migrate --to does not write to a table of another program', async () => {
  const target = await server.createDatabase()
  await query(target, 'create table tokens (id text)')

  const { code, stderr } = await runSignpost(['migrate', '--to', target], { dataDir })

  assert.equal(code, 1)
  assert.match(stderr, /has a table tokens that is not Signpost's/)
})

test('a move that fails halfway leaves nothing in the target', async () => {
  const target = await server.createDatabase()
  using copy = makeTempDir()
  await (await openSqliteDatabase(copy.path)).close()
  const sqlite = openFile(copy.path)
  // `settings` is moved last; PostgreSQL rejects this text.
  sqlite.prepare("insert into accounts values ('acc_1', 'first', 1)").run()
  sqlite.prepare("insert into settings values ('odd', char(0))").run()
  sqlite.close()

  const { code, stdout, stderr } = await runSignpost(['migrate', '--to', target, '--json'], { dataDir: copy.path })

  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  assert.match(
    stderr,
    /A text in the table settings contains a NUL character.*Nothing was moved.*invalid byte sequence/,
  )
  assert.doesNotMatch(stderr, /Leave it out/)
  assert.deepEqual(await query(target, "select * from pg_tables where schemaname = 'public'"), [])
})

test('a database that a gateway has open is moved only with --while-running', async () => {
  const target = await server.createDatabase()
  const database = await openSqliteDatabase(dataDir)

  const refused = await runSignpost(['migrate', '--to', target], { dataDir })
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /Another process has the SQLite database open/)
  const { rows } = await readSignpost<Moved>(['migrate', '--to', target, '--while-running'], { dataDir })
  assert.equal(rows.tokens, 2)

  await database.close()
})

for (const { name, to, message } of [
  { name: 'no URL', to: 'somewhere', message: /\(--to or SIGNPOST_MIGRATE_TO\) is not a URL/ },
  { name: 'no database', to: 'postgres://u:geheim@127.0.0.1', message: /names no database/ },
  {
    name: 'no server',
    to: 'postgres://u:geheim@127.0.0.1:1/db',
    message: /does not answer\. \(127\.0\.0\.1:1: connection refused/,
  },
]) {
  test(`a target that is ${name} is refused, and the error does not repeat it`, async () => {
    const { code, stderr } = await runSignpost(['migrate', '--to', to], { dataDir })

    assert.equal(code, 1)
    assert.match(stderr, message)
    assert.doesNotMatch(stderr, /geheim/)
  })
}

test('without a SQLite database, migrate --to fails because there is nothing to move', async () => {
  using empty = makeTempDir()
  const target = await server.createDatabase()

  const { code, stderr } = await runSignpost(['migrate', '--to', target], { dataDir: empty.path })

  assert.equal(code, 1)
  assert.match(stderr, /There is no SQLite database to move/)
})

/** Asserts that every table of the source arrived with the same rows. The list of tables comes from the source itself. */
async function assertSameRows(target: string, { rows }: Moved): Promise<void> {
  const sqlite = openFile()
  const tables = sqlite
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like 'kysely%'",
    )
    .pluck()
    .all() as string[]
  assert.deepEqual(Object.keys(rows).sort(), tables.sort())
  for (const table of tables) {
    const expected = sqlite.prepare(`select * from "${table}"`).all().map(describeRow).sort()
    const arrived = (await query<object>(target, `select * from "${table}"`)).map(describeRow).sort()
    assert.deepEqual(arrived, expected, table)
  }
  sqlite.close()
}

/** A row as text, the same for both engines: the test's own connection to PostgreSQL returns 64-bit numbers as text. */
function describeRow(row: unknown): string {
  const columns = Object.entries(row as object).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(columns.map(([name, value]) => [name, value === null ? null : String(value)]))
}

function openFile(dir = dataDir): Sqlite.Database {
  return new Sqlite(join(dir, sqliteFileName))
}
