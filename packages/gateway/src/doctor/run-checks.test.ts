import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createAccount, storeCredential } from '../../test/samples/store-credential.ts'
import { answerError, startScriptedS3 } from '../../test/servers/scripted-s3.ts'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { loadConfig } from '../config/load-config.ts'
import { Secret } from '../core/secret.ts'
import type { Check } from './check.ts'
import { runChecks } from './run-checks.ts'

test('a problem that makes requests fail is a failed check, and the advice names the account', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const s3 = await startScriptedS3(answerError(403, 'SignatureDoesNotMatch'))
  await createAccount('acme', { dataDir })
  await storeCredential('one', { dataDir, account: 'acme' }, { endpoint: s3.endpoint })

  const checks = await examine(dataDir)
  await s3.close()

  assert.deepEqual(find(checks, 'stores'), {
    name: 'stores',
    level: 'fail',
    message: 'acme/one: its store refuses the keys: SignatureDoesNotMatch',
    advice: '`signpost credential test one --account acme` says more.',
  })
})

test('a temporary credential whose keys expire within the hour is a warning', async () => {
  using dir = makeTempDir()
  const s3 = await startScriptedS3(answerError(403, 'AccessDenied'))
  for (const [name, minutes] of [
    ['soon', 30],
    ['later', 90],
  ] as const) {
    const fields = {
      endpoint: s3.endpoint,
      sessionToken: new Secret('a-token'),
      expiresAt: Date.now() + minutes * 60_000,
    }
    await storeCredential(name, { dataDir: dir.path }, fields)
  }

  const checks = (await examine(dir.path)).filter(({ name }) => name === 'credentials')
  await s3.close()

  assert.deepEqual(
    checks.map(({ level }) => level),
    ['ok', 'warn'],
  )
  assert.equal(checks[0]?.message, 'all 2 secrets can be opened')
  assert.match(checks[1]?.message ?? '', /^soon: its keys expire at /)
})

test('an environment variable that is not a setting is a warning', async () => {
  using dir = makeTempDir()

  const { level, message } = find(await examine(dir.path, { SIGNPOST_RATELIMIT: '1/s' }), 'configuration')

  assert.deepEqual([level, message.includes('did you mean SIGNPOST_RATE_LIMIT?')], ['warn', true])
})

test('a data directory that cannot be created, or is not a folder, fails', async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'file')
  writeFileSync(file, '')
  const below = join(file, 'a', 'b')

  const none = find(await examine(file), 'data-dir')
  const cannot = find(await examine(below), 'data-dir')

  assert.deepEqual([none.level, none.message], ['fail', `${file} is not a folder`])
  assert.deepEqual(
    [cannot.level, cannot.message],
    ['fail', `${below} does not exist and cannot be created: ${file} is not a folder`],
  )
})

test('a folder that this user may not read or write fails, and a folder inside it is not reported as missing', () => {
  using dir = makeTempDir()
  chmodSync(dir.path, 0o755)
  const closed = join(dir.path, 'closed')
  mkdirSync(join(closed, 'data'), { recursive: true })
  chmodSync(closed, 0o700)
  // As root, for whom no folder is closed, the script runs as nobody (65534). For any other user the mode closes the folder.
  const isRoot = process.getuid?.() === 0
  if (!isRoot) chmodSync(closed, 0o000)
  const module = new URL('./check-host.ts', import.meta.url).href
  const script = `const { checkDataDir } = await import(${JSON.stringify(module)}); ${isRoot ? 'process.setuid(65534);' : ''}
    console.log(JSON.stringify(process.argv.slice(1).map((folder) => checkDataDir(folder))))`
  const places = [closed, join(closed, 'data'), join(dir.path, 'new', 'data')]
  if (!isRoot) chmodSync(dir.path, 0o555)

  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, ...places], {
    encoding: 'utf8',
  })

  chmodSync(dir.path, 0o700)
  chmodSync(closed, 0o700)
  assert.equal(stderr, '')
  const [itself, inside, unmade] = JSON.parse(stdout) as { level: string; message: string }[]
  assert.deepEqual(itself, {
    ...itself,
    level: 'fail',
    message: `${closed} cannot be used by this user: permission denied`,
  })
  assert.deepEqual(inside, { ...inside, level: 'fail', message: `${places[1]} cannot be read: permission denied` })
  assert.match(
    unmade?.message ?? '',
    /does not exist and cannot be created: .* cannot be used by this user: permission denied$/,
  )
  assert.equal(existsSync(join(dir.path, 'new')), false)
})

function examine(dataDir: string, env: Record<string, string> = {}): Promise<Check[]> {
  return runChecks(() => loadConfig({ env: { SIGNPOST_PORT: '0', ...env }, flags: { dataDir } }))
}

function find(checks: readonly Check[], name: string): Check {
  return checks.find((check) => check.name === name) ?? assert.fail(`there is no check of ${name}`)
}
