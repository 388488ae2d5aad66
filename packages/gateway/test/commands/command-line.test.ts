import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { cleanEnvironment, readSignpost, runSignpost, signpostBin } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

interface PrintedKey {
  readonly key: string
  readonly value: unknown
  readonly source?: string
}

test('config print masks secrets and says where each value came from', async () => {
  using dir = makeTempDir()
  writeFileSync(join(dir.path, 'signpost.config.json'), JSON.stringify({ host: '127.0.0.2', port: 1111 }))
  const masterKey = 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY='
  const env = { SIGNPOST_PORT: '2222', SIGNPOST_MASTER_KEY: masterKey }

  const { code, stdout } = await runSignpost(['config', 'print', '--json'], { cwd: dir.path, env, dataDir: 'here' })
  const human = await runSignpost(['config', 'print'], { cwd: dir.path, env })

  assert.equal(code, 0)
  const byKey = new Map((JSON.parse(stdout) as { keys: PrintedKey[] }).keys.map((printed) => [printed.key, printed]))
  const shown = (key: string) => [byKey.get(key)?.value, byKey.get(key)?.source]
  assert.deepEqual(shown('host'), ['127.0.0.2', 'file'])
  assert.deepEqual(shown('port'), [2222, 'SIGNPOST_PORT'])
  assert.deepEqual(shown('dataDir'), ['here', 'flag'])
  assert.deepEqual(shown('logLevel'), ['info', 'default'])
  assert.deepEqual(shown('masterKey'), ['(set)', 'SIGNPOST_MASTER_KEY'])
  assert.deepEqual(shown('publicUrl'), [undefined, undefined])
  for (const output of [stdout, human.stdout]) assert.ok(!output.includes(masterKey))
  assert.equal(existsSync(join(dir.path, 'here')), false, 'config print creates no folder')
})

test('all problems of the configuration are reported together, on standard error', async () => {
  using dir = makeTempDir()
  const env = { SIGNPOST_PORT: 'eighty', SIGNPOST_LOG_LEVEL: 'loud' }

  const { code, stdout, stderr } = await runSignpost(['serve', '--json'], { dataDir: dir.path, env })

  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  const { level, msg } = JSON.parse(stderr) as { level: number; msg: string }
  assert.equal(level, 60)
  assert.match(msg, /^The configuration has 2 problems:\n/)
  assert.match(msg, /port \(from SIGNPOST_PORT\) must be a whole number from 0 to 65535/)
  assert.match(stderr, /logLevel \(from SIGNPOST_LOG_LEVEL\) must be one of fatal, error/)
})

test('a configuration file named with --config must exist', async () => {
  using dir = makeTempDir()

  const { code, stderr } = await runSignpost(['config', 'print', '--config', 'missing.json'], { cwd: dir.path })

  assert.equal(code, 1)
  assert.match(stderr, /the configuration file cannot be read: .*missing\.json/)
})

test('a master key that others may read is refused', async () => {
  using dir = makeTempDir()
  await readSignpost(['token', 'create', 'first'], { dataDir: dir.path })
  chmodSync(join(dir.path, 'master.key'), 0o644)

  const { code, stderr } = await runSignpost(['serve', '--port', '0'], { dataDir: dir.path })

  assert.equal(code, 1)
  assert.match(stderr, /"msg":"Others may read the master key in .*; run: chmod 600 /)
})

test('a configured master key is not written to the data directory', async () => {
  using dir = makeTempDir()
  const env = { SIGNPOST_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }

  await readSignpost(['token', 'create', 'first'], { dataDir: dir.path, env })

  assert.equal(existsSync(join(dir.path, 'master.key')), false)
})

test('the error about a port in use says how to choose another port', async () => {
  using dir = makeTempDir()
  await using taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo

  const { code, stderr } = await runSignpost(['serve', '--port', String(port)], { dataDir: dir.path })

  assert.equal(code, 1)
  assert.match(stderr, new RegExp(`"msg":"Port ${port} of 127.0.0.1 is in use; choose another one with --port`))
})

test('an unknown command, an unknown option, and a missing or invalid name are refused on standard error', async () => {
  for (const args of [
    ['sevre'],
    ['token', 'list', '--prot', '1'],
    ['token', 'create'],
    ['token', 'create', 'no/name'],
  ]) {
    const { code, stdout, stderr } = await runSignpost([...args])

    assert.deepEqual({ args, code, stdout }, { args, code: 1, stdout: '' })
    assert.match(stderr, /^signpost: [A-Z]/)

    const forPrograms = await runSignpost([...args, '--json'])
    assert.deepEqual([forPrograms.code, forPrograms.stdout], [1, ''])
    // serve writes log lines instead of this error.
    if (args[0] === 'serve') continue
    const { error } = JSON.parse(forPrograms.stderr) as { error: { code: string; message: string } }
    assert.equal(error.code, 'invalid_request')
    assert.match(stderr, new RegExp(`^signpost: ${error.message.slice(0, 20)}`))
  }
})

test('a command whose standard output is closed does not crash', async () => {
  const child = spawn(process.execPath, [signpostBin, 'config', 'print'], { env: cleanEnvironment() })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })

  await once(child, 'close')

  assert.doesNotMatch(stderr, /at .*node:/, 'no stack trace')
})

test('the check of the Node version uses only old syntax, and exits with 1', () => {
  const source = readFileSync(signpostBin, 'utf8')
  const guard = source.slice(0, source.indexOf('await import'))

  // Only syntax that Node 12 knows, because an outdated Node must be able to run this check.
  assert.doesNotMatch(guard, /\?\?|\?\.|import\s/)
  assert.match(guard, /process\.exit\(1\)/)
})
