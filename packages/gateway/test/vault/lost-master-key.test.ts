import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { storeSecondFactor } from '../samples/store-second-factor.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { createSignInClient, goodPassword } from '../servers/sign-in-client.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const object = { bucket: 'one-bucket', key_name: 'a.txt' }

test('when the key is lost, `vault rotate --lost-key` goes on with a new one, and the keys of S3 are stored anew', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('one', { dataDir })
  const token = await createToken({ dataDir })
  rmSync(join(dataDir, 'master.key'))
  writeFileSync(join(dataDir, 'master.key'), randomBytes(32).toString('base64'), { mode: 0o600 })
  storeSecondFactor(dataDir, ['fedcba9876543210', 'fedcba9876543210'])

  const unconfirmed = await runSignpost(['vault', 'rotate', '--lost-key'], { dataDir })
  const status = await runSignpost(['vault', 'status'], { dataDir })
  const early = await runSignpost(['serve', '--port', '0'], { dataDir })
  const lost = await runSignpost(['vault', 'rotate', '--lost-key', '--yes'], { dataDir })
  await using gateway = await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } })
  const isReady = async () => (await fetch(`${gateway.report.url}/readyz`)).status === 200
  const wasReady = await isReady()
  const renewed = await runSignpost(['credential', 'rotate', 'one', '--access-key-id', 'AKIDEXAMPLE', '--unchecked'], {
    dataDir,
    input: 'a-secret',
  })

  assert.match(
    unconfirmed.stderr,
    /^signpost: Go on with the master key \w{16}\? It does not open 1 credential, whose keys must be stored anew\. The second factors of a@example\.com stay lost\. Gateways that have only \w{16} .* --yes/,
  )
  for (const { stdout } of [status, lost]) {
    assert.match(stdout, /^Second factors that cannot be opened: those of a@example\.com\. Use `signpost admin reset`/m)
  }
  assert.match(early.stderr, /but that of this installation is \w{16}/)
  assert.equal(lost.code, 0, lost.stderr)
  assert.match(
    lost.stdout,
    /^default\/one: unknown_master_key\. .*\nSecrets that cannot be opened, and stayed unchanged: 1\. Store/m,
  )
  assert.equal(wasReady, false)
  assert.equal(renewed.code, 0, renewed.stderr)
  await waitUntil('the gateway is ready', isReady)
  await sign({ url: gateway.report.url, token }, object)
})

test('without a record of the installation’s key, `--lost-key` asks as well', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('one', { dataDir })
  const database = new Sqlite(join(dataDir, 'signpost.db'))
  database.exec("delete from settings where key = 'master_key'")
  database.close()
  writeFileSync(join(dataDir, 'master.key'), randomBytes(32).toString('base64'), { mode: 0o600 })

  const { code, stderr } = await runSignpost(['vault', 'rotate', '--lost-key'], { dataDir })

  assert.equal(code, 1)
  assert.match(stderr, /^signpost: Go on with the master key \w{16}\? It does not open 1 credential, .* --yes/)
})

test('a running gateway notices at once that a lost key was given up, and is not ready', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('one', { dataDir })
  await using gateway = await startGateway({ dataDir })
  const isReady = async () => (await fetch(`${gateway.report.url}/readyz`)).status === 200
  const wasReady = await isReady()
  rmSync(join(dataDir, 'master.key'))
  writeFileSync(join(dataDir, 'master.key'), randomBytes(32).toString('base64'), { mode: 0o600 })

  // Another key in place of the installation's is not ready either.
  const isReadyBefore = await isReady()
  const lost = await runSignpost(['vault', 'rotate', '--lost-key', '--yes'], { dataDir })

  assert.deepEqual([wasReady, isReadyBefore, lost.code], [true, false, 0])
  await waitUntil('the gateway is not ready', async () => !(await isReady()))
})

test('a key file that goes missing under a running gateway: it signs on, and says everywhere else what is wrong', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const [file, elsewhere] = [join(dataDir, 'master.key'), join(dataDir, 'elsewhere')]
  await storeCredential('one', { dataDir })
  const token = await createToken({ dataDir })
  await using gateway = await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } })
  const { url, dashboard = '' } = gateway.report
  const browser = createSignInClient(url)
  const invited = { token: new URL(dashboard).hash.slice(1), email: 'a@example.com', name: 'A', password: goodPassword }
  assert.equal((await browser.post('/admin/auth/invitation/accept', invited)).status, 200)
  const askAll = async () => {
    const { status, error } = await browser.get('/admin/api/list-accounts')
    const client = fetch(`${url}/awss3/client-token`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"allow":["download:one-bucket/*"]}',
    })
    const others = [fetch(`${url}/readyz`), client].map(async (asking) => {
      const answer = await asking
      return { status: answer.status, body: await answer.text() }
    })
    return [{ status, body: JSON.stringify(error ?? null) }, ...(await Promise.all(others))]
  }

  const before = await askAll()
  renameSync(file, elsewhere)
  const missing = [...(await askAll()), ...(await askAll())]
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const page = await fetch(`${url}/dashboard`, { headers: { cookie, accept: 'text/html' } })
  await sign({ url, token }, object)
  renameSync(elsewhere, file)
  const after = await askAll()

  for (const { status, body } of [...before, ...after]) assert.equal(status, 200, body)
  for (const { status, body } of missing) {
    assert.equal(status, 503)
    assert.match(body, /"code":"unavailable","message":"The master key of this gateway cannot be read/)
    assert.doesNotMatch(body, /ENOENT|master\.key|signpost-test/)
  }
  assert.match(await page.text(), /<h1>.*<p>The master key of this gateway cannot be read/s)
  await waitUntil('the recovery is logged', () => gateway.logs().includes('"msg":"ready again"'))
  const lines = gateway.logs().split('\n')
  const told = lines.filter((line) => line.includes('"msg":"not ready: The master key of this gateway cannot be read'))
  assert.equal(told.length, 1, 'the change is logged, not each answer of /readyz')
  assert.match(told[0] ?? '', /ENOENT.*master\.key/)
})

test('a lost key file is not silently replaced: the error says what is missing, and putting the file back helps', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('one', { dataDir })
  renameSync(join(dataDir, 'master.key'), join(dataDir, 'elsewhere'))

  const { code, stderr } = await runSignpost(['serve', '--port', '0'], { dataDir })

  assert.equal(code, 1)
  assert.match(stderr, /"msg":"The master key is missing/)
  assert.equal(existsSync(join(dataDir, 'master.key')), false)
  renameSync(join(dataDir, 'elsewhere'), join(dataDir, 'master.key'))
  assert.equal((await runSignpost(['vault', 'status'], { dataDir })).code, 0)
})
