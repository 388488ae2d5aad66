import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const object = { bucket: 'one-bucket', key_name: 'a.txt' }

test('an external command supplies the master key, and the former master keys', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  const [oldKey, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
  const supply = join(dir.path, 'keys')
  writeFileSync(supply, `${oldKey}\n`)
  const env = { SIGNPOST_MASTER_KEY_COMMAND: `sh -c 'cat "${supply}"'`, SIGNPOST_BUCKET_CHECK: 'off' }
  await storeCredential('one', { dataDir, env })
  const token = await createToken({ dataDir, env })

  writeFileSync(supply, `${newKey}\n${oldKey}\n`)
  await using gateway = await startGateway({ dataDir, env })
  await sign({ url: gateway.report.url, token }, object)
  const rotated = await readSignpost<{ rewrapped: number }>(['vault', 'rotate'], { dataDir, env })
  const refused = await runSignpost(['vault', 'rotate', '--new-key'], { dataDir, env })

  assert.equal(rotated.rewrapped, 1)
  assert.match(refused.stderr, /this one comes from the command that supplies it/)
  await sign({ url: gateway.report.url, token }, object)
  assert.equal(existsSync(join(dataDir, 'master.key')), false)
  const plain = { SIGNPOST_MASTER_KEY: newKey, SIGNPOST_BUCKET_CHECK: 'off' }
  await using other = await startGateway({ dataDir, env: plain })
  await sign({ url: other.report.url, token }, object)
})

test('when the command fails, the server does not start, and a token can still be revoked', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const env = { SIGNPOST_MASTER_KEY_COMMAND: `sh -c 'echo some-secret >&2; exit 7'` }
  const good = { SIGNPOST_MASTER_KEY: randomBytes(32).toString('base64') }
  await storeCredential('one', { dataDir, env: good })
  const { id } = await readSignpost<{ id: string }>(['token', 'create', 'leaked'], { dataDir, env })

  const serve = await runSignpost(['serve', '--port', '0'], { dataDir, env })
  const revoke = await runSignpost(['token', 'revoke', id, '--yes'], { dataDir, env })
  const list = await runSignpost(['credential', 'list', '--json'], { dataDir, env })
  const status = await runSignpost(['vault', 'status'], { dataDir, env })

  const complaint =
    /(^signpost: |"msg":")The master key command \(SIGNPOST_MASTER_KEY_COMMAND\) sh ended with 7\. Run it by hand/
  assert.equal(serve.code, 1)
  assert.match(serve.stderr, complaint)
  assert.equal(revoke.code, 0, revoke.stderr)
  assert.equal((JSON.parse(list.stdout) as { credentials: { secret: string }[] }).credentials[0]?.secret, 'unchecked')
  assert.match(status.stderr, complaint)
  for (const { stdout, stderr } of [serve, revoke, list, status]) assert.doesNotMatch(stdout + stderr, /some-secret/)
})

for (const { name, env, message } of [
  {
    name: 'a key and a command',
    env: { SIGNPOST_MASTER_KEY: 'x', SIGNPOST_MASTER_KEY_COMMAND: 'y' },
    message:
      /masterKey \(from SIGNPOST_MASTER_KEY\) and masterKeyCommand \(from SIGNPOST_MASTER_KEY_COMMAND\) are both set/,
  },
  {
    name: 'a key and a key file',
    env: { SIGNPOST_MASTER_KEY: 'x', SIGNPOST_MASTER_KEY_FILE: '/y' },
    message: /SIGNPOST_MASTER_KEY and SIGNPOST_MASTER_KEY_FILE are both set/,
  },
  {
    name: 'a command whose quote is not closed',
    env: { SIGNPOST_MASTER_KEY_COMMAND: `sh -c 'secret-part` },
    message: /masterKeyCommand \(from SIGNPOST_MASTER_KEY_COMMAND\) is not a command: .* close every quote/,
  },
]) {
  test(`the configuration is refused with ${name}`, async () => {
    using dir = makeTempDir()

    const { code, stderr } = await runSignpost(['vault', 'status'], { dataDir: dir.path, env })

    assert.equal(code, 1)
    assert.match(stderr, message)
    assert.doesNotMatch(stderr, /secret-part/)
  })
}

/** Stores a credential without asking a store. */
const storing = ['credential', 'add', 'two', '--access-key-id', 'AKIDEXAMPLE', '--region', 'eu-west-1', '--unchecked']

test('a command without the key of a running gateway makes none of its own, and the gateway stays ready', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const key = randomBytes(32).toString('base64')
  await using gateway = await startGateway({ dataDir, env: { SIGNPOST_MASTER_KEY: key } })
  const keyFile = join(dataDir, 'master.key')

  const without = await runSignpost(storing, { dataDir, input: 'a-secret' })
  const created = await runSignpost(['token', 'create', 'app'], { dataDir })
  const wasMade = existsSync(keyFile)
  writeFileSync(keyFile, randomBytes(32).toString('base64'), { mode: 0o600 })
  const foreign = await runSignpost(storing, { dataDir, input: 'a-secret' })
  const rotate = await runSignpost(['vault', 'rotate'], { dataDir })
  const unconfirmed = await runSignpost(['vault', 'rotate', '--lost-key'], { dataDir })
  const status = await runSignpost(['vault', 'status'], { dataDir })
  const doctor = await runSignpost(['doctor'], { dataDir })

  assert.equal(without.code, 1)
  assert.match(
    without.stderr,
    /The master key is missing: there is no .*master\.key.* This installation needs the key \w{16}\./,
  )
  // A token is hashed, not sealed, so it needs no key.
  assert.equal(created.code, 0, created.stderr)
  assert.equal(wasMade, false)
  const refusal =
    /^signpost: The master key here is \w{16}, but that of this installation is \w{16}\. Give this process/m
  for (const { code, stderr } of [foreign, rotate]) {
    assert.equal(code, 1)
    assert.match(stderr, refusal)
  }
  assert.match(unconfirmed.stderr, /--yes/)
  assert.equal(status.code, 1)
  assert.match(status.stdout, /^\w{16} +unknown +0 +0 +yes\nThe master key of this installation, \w{16}, is not here/m)
  assert.match(doctor.stdout, /is not the master key of this installation, which is \w{16}/)
  assert.equal((await fetch(`${gateway.report.url}/readyz`)).status, 200)
  const stored = await runSignpost(storing, { dataDir, input: 'a-secret', env: { SIGNPOST_MASTER_KEY: key } })
  assert.equal(stored.code, 0, stored.stderr)
})

test('between new keys in the configuration and the rotation, commands seal with the installation’s key', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const [oldKey, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
  const before = { SIGNPOST_MASTER_KEY: oldKey }
  const both = { SIGNPOST_MASTER_KEY: newKey, SIGNPOST_PREVIOUS_MASTER_KEYS: oldKey }
  await using gateway = await startGateway({ dataDir, env: before })

  await storeCredential('one', { dataDir, env: both })
  const status = await runSignpost(['vault', 'status'], { dataDir, env: both })

  assert.equal((await fetch(`${gateway.report.url}/readyz`)).status, 200)
  assert.match(status.stdout, /previous +1 +0 +yes\n`signpost vault rotate` lets the current key wrap everything\./)
  const rotated = await runSignpost(['vault', 'rotate'], { dataDir, env: both })
  assert.match(rotated.stdout, /^The master key of this installation is \w{16} now; it was \w{16}\./)
  const late = await runSignpost(storing, { dataDir, input: 'a-secret', env: before })
  assert.match(late.stderr, /The master key here is \w{16}, but that of this installation is/)
})

test('workers with another key than the installation’s do not start, and replace none', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  const supply = join(dir.path, 'key')
  writeFileSync(supply, randomBytes(32).toString('base64'))
  const env = { SIGNPOST_MASTER_KEY_COMMAND: `cat "${supply}"`, SIGNPOST_BUCKET_CHECK: 'off' }
  await storeCredential('one', { dataDir, env })
  const token = await createToken({ dataDir, env })
  await using gateway = await startGateway({ dataDir, env, args: ['--workers', '2'] })

  writeFileSync(supply, randomBytes(32).toString('base64'))
  process.kill(gateway.pid, 'SIGHUP')
  await waitUntil('the log says why', () => gateway.logs().includes('but that of this installation is'))

  for (let count = 0; count < 4; count++) await sign({ url: gateway.report.url, token }, object)
})
