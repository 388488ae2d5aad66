import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, utimesSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { storeSecondFactor } from '../samples/store-second-factor.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { type RunOptions, readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { answerError, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

interface Check {
  readonly name: string
  readonly level: 'ok' | 'warn' | 'fail'
  readonly message: string
  readonly advice?: string
}

test('before the first start, doctor finds no failure, and creates nothing', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')

  const { code, levels, stdout } = await examine({ dataDir, env: { SIGNPOST_PORT: '0' } })

  assert.equal(code, 0)
  const { dataDir: shown, database } = JSON.parse(stdout) as { dataDir: string; database: string }
  assert.deepEqual([shown, database], [dataDir, join(dataDir, 'signpost.db')])
  assert.deepEqual(levels, {
    node: ['ok'],
    configuration: ['ok'],
    'data-dir': ['warn'],
    database: ['warn'],
    'master-key': ['warn'],
    credentials: ['warn'],
    redis: ['ok'],
    port: ['ok'],
    exposure: ['ok'],
  })
  assert.equal(existsSync(dataDir), false)
})

test('beside a running gateway, every check is ok: the gateway itself uses the port, and the store knows the keys', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const s3 = await startScriptedS3(answerError(404, 'NoSuchBucket'))
  await storeCredential('one', { dataDir }, { endpoint: s3.endpoint, bucketPatterns: [] })
  await using gateway = await startGateway({ dataDir })

  const { code, levels, checks } = await examine({
    dataDir,
    env: { SIGNPOST_PORT: new URL(gateway.report.url).port },
  })

  await s3.close()
  assert.equal(code, 0)
  assert.ok(Object.values(levels).every((level) => level[0] === 'ok'))
  assert.match(find(checks, 'port').message, /^a gateway answers on 127\.0\.0\.1:/)
  assert.match(find(checks, 'database').message, /^SQLite, schema 0/)
  assert.equal(find(checks, 'stores').message, 'one: its store knows the keys')
})

test('doctor reports a store that refuses the keys, a store whose clock differs, and a store that does not answer', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const s3 = await startScriptedS3(answerError(403, 'InvalidAccessKeyId'))
  await storeCredential('one', { dataDir }, { endpoint: s3.endpoint, bucketPatterns: [] })
  const dated = (offsetMs: number) =>
    answerError(404, 'NoSuchBucket', { date: new Date(Date.now() + offsetMs).toUTCString() })

  const refused = find((await examine({ dataDir })).checks, 'stores')
  s3.answerWith(dated(-300_000))
  const ahead = find((await examine({ dataDir })).checks, 'stores')
  s3.answerWith(dated(3_600_000))
  const far = await examine({ dataDir })
  await s3.close()
  const away = find((await examine({ dataDir })).checks, 'stores')

  assert.deepEqual([refused.level, refused.message], ['fail', 'one: its store refuses the keys: InvalidAccessKeyId'])
  assert.match(refused.advice ?? '', /signpost credential test one/)
  assert.equal(ahead.level, 'warn')
  assert.match(ahead.message, /this machine's clock is 30\d s ahead of its store's/)
  assert.equal(far.code, 1)
  assert.match(find(far.checks, 'stores').message, /clock is 3(59|60)\d s behind/)
  assert.equal(away.level, 'warn')
  assert.match(away.message, /^one: its store does not answer: .*refused \(127\.0\.0\.1:\d+, ECONNREFUSED/)
})

test('doctor reports a missing master key, secrets of an unknown or a previous key, and a key file that is not used', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('one', { dataDir })
  const key = join(dataDir, 'master.key')
  renameSync(key, `${key}.previous`)

  const lost = await examine({ dataDir })
  const masterKey = randomBytes(32).toString('base64')
  const foreign = await examine({ dataDir, env: { SIGNPOST_MASTER_KEY: masterKey } })
  renameSync(`${key}.previous`, key)
  await readSignpost(['vault', 'rotate', '--new-key'], { dataDir })
  renameSync(`${key}.previous`, `${key}.swap`)
  renameSync(key, `${key}.previous`)
  renameSync(`${key}.swap`, key)
  const swapped = await examine({ dataDir })
  const ownKey = readFileSync(`${key}.previous`, 'utf8').trim()
  const unused = await examine({ dataDir, env: { SIGNPOST_MASTER_KEY: ownKey } })

  assert.equal(lost.code, 1)
  assert.match(find(lost.checks, 'master-key').message, /The master key is missing/)
  assert.equal(existsSync(key), true)
  assert.deepEqual(foreign.levels['master-key'], ['fail', 'warn'])
  assert.match(
    foreign.stdout,
    /master\.key\.previous also exists, but is not used, although it has a key that this installation needs: \w{16}"/,
  )
  assert.match(
    find(foreign.checks, 'master-key').message,
    /is not the master key of this installation, which is \w{16}$/,
  )
  assert.deepEqual(foreign.levels.credentials, ['fail'])
  assert.match(
    find(foreign.checks, 'credentials').message,
    /^one: unknown_master_key\. .*master\.key\.previous, in SIGNPOST_PREVIOUS_MASTER_KEYS .*SIGNPOST_MASTER_KEY_COMMAND/,
  )
  assert.equal(swapped.code, 0)
  assert.deepEqual(
    swapped.checks.filter(({ name }) => name === 'credentials').map(({ message }) => message),
    ['the only secret can be opened', 'a previous master key seals 1 secret'],
  )
  assert.deepEqual(unused.levels['master-key'], ['ok', 'warn', 'warn'])
})

test('doctor reports former keys that nothing needs any more, a day after the rotation', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('one', { dataDir })
  const { keyId } = await readSignpost<{ keyId: string }>(['vault', 'rotate'], { dataDir })
  await readSignpost(['vault', 'rotate', '--new-key'], { dataDir })
  const previous = join(dataDir, 'master.key.previous')

  const fresh = await examine({ dataDir })
  const aged = Date.now() / 1000 - 90_000
  utimesSync(previous, aged, aged)
  const old = await examine({ dataDir })
  storeSecondFactor(dataDir, [keyId, keyId])
  const needed = await examine({ dataDir })

  assert.deepEqual(fresh.levels['master-key'], ['ok'])
  assert.deepEqual(old.levels['master-key'], ['ok', 'warn'])
  assert.match(old.stdout, /no key in .*master\.key\.previous seals anything any more/)
  assert.deepEqual(needed.levels['master-key'], ['ok'])
})

test('doctor reports files that others can read, a port in use, unreachable services, and exposure without TLS', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  mkdirSync(dataDir)
  await createToken({ dataDir })
  chmodSync(dataDir, 0o755)
  chmodSync(join(dataDir, 'signpost.db'), 0o644)
  chmodSync(join(dataDir, 'master.key'), 0o644)
  const taken = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const env = {
    SIGNPOST_PORT: String((taken.address() as AddressInfo).port),
    SIGNPOST_REDIS_URL: 'redis://user:pass-word@127.0.0.1:1',
  }

  const { code, levels, stdout } = await examine({ dataDir, env })
  const open = await examine({ dataDir, env: { SIGNPOST_HOST: '0.0.0.0', SIGNPOST_PORT: '0' } })
  const databaseUrl = 'postgres://user:pass-word@127.0.0.1:1/signpost'
  const postgres = await examine({ dataDir, env: { SIGNPOST_DATABASE_URL: databaseUrl } })

  taken.close()
  assert.equal(code, 1)
  for (const check of ['data-dir', 'master-key', 'redis', 'port']) assert.deepEqual(levels[check], ['fail'], check)
  assert.deepEqual(open.levels.exposure, ['warn'])
  assert.deepEqual(postgres.levels.database, ['fail'])
  assert.match(
    find(postgres.checks, 'database').message,
    /^The database does not answer\. \(127\.0\.0\.1:1: connection refused\)/,
  )
  assert.doesNotMatch(stdout + postgres.stdout, /pass-word/)
})

test('doctor reports a database of a newer Signpost, and a database that lacks migrations', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await createToken({ dataDir })
  const sqlite = new Sqlite(join(dataDir, 'signpost.db'))
  const insert = 'insert into kysely_migration values (?, ?)'
  sqlite.prepare(insert).run('9999-from-the-future', new Date().toISOString())

  const newer = find((await examine({ dataDir })).checks, 'database')
  sqlite.prepare("delete from kysely_migration where name like '9999%' or name = '0001-first'").run()
  const older = find((await examine({ dataDir })).checks, 'database')
  sqlite.close()

  assert.deepEqual([newer.level, newer.message.includes('9999-from-the-future')], ['fail', true])
  assert.deepEqual([older.level, older.message.includes('0001-first')], ['warn', true])
})

test('each problem of the configuration is a failed check, and the suggested command works', async () => {
  const { code, checks } = await examine({ env: { SIGNPOST_PORT: 'x', SIGNPOST_LOG_LEVEL: 'loud' } })
  using dir = makeTempDir()
  const human = await runSignpost(['doctor'], { env: { SIGNPOST_PORT: 'x' }, dataDir: dir.path })
  const cure = await runSignpost(['config', 'print'], { env: { SIGNPOST_PORT: 'x' } })

  assert.equal(code, 1)
  assert.equal(checks.filter(({ name, level }) => name === 'configuration' && level === 'fail').length, 2)
  assert.match(
    human.stdout,
    /^fail {2}configuration {2}port \(from SIGNPOST_PORT\) must be .*\n +→ `signpost config print`/m,
  )
  assert.ok(human.stdout.startsWith(`data directory ${dir.path}, database ${join(dir.path, 'signpost.db')}\n`))
  assert.match(cure.stdout, /^port +\(not valid\) +SIGNPOST_PORT /m, 'the suggested command works')
})

async function examine(options: RunOptions) {
  const { code, stdout } = await runSignpost(['doctor', '--json'], options)
  const { checks } = JSON.parse(stdout) as { checks: readonly Check[] }
  const levels: Record<string, string[]> = {}
  for (const { name, level } of checks) levels[name] = [...(levels[name] ?? []), level]
  return { code, stdout, checks, levels }
}

function find(checks: readonly Check[], name: string): Check {
  const found = checks.find((check) => check.name === name)
  assert.ok(found, `there is a check named ${name}`)
  return found
}
