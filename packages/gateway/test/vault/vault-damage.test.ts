import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { beRefused, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

// An attacker who can write to the database file edits secrets, and moves a secret from one record to another.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const names = ['good', 'edited', 'moved', 'cut', 'header']
const ids = new Map<string, string>()
for (const name of names) ids.set(name, (await storeCredential(name, { dataDir })).id)
const token = await createToken({ dataDir })
damage()
const gateway = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'on' } }))
const signer = { url: gateway.report.url, token }

const codes: Readonly<Record<string, string>> = {
  edited: 'tampered',
  moved: 'tampered',
  cut: 'malformed',
  header: 'unknown_master_key',
}

for (const [name, code] of Object.entries(codes)) {
  test(`a secret that was ${name}: the caller gets a bare 500, the log names the credential and the reason`, async () => {
    const refusal = await beRefused(signer, { bucket: `${name}-bucket`, key_name: 'a.txt' })

    assert.equal(refusal.code, 'internal_error')
    assert.equal(
      refusal.message,
      'Something went wrong in the gateway. The operator can find the log line by the request id.',
    )
    const findLine = () =>
      gateway
        .logs()
        .split('\n')
        .find((text) => text.includes(refusal.requestId) && text.includes('VaultError'))
    await waitUntil('the log line is written', () => findLine() !== undefined)
    const { err, level } = JSON.parse(findLine() ?? '{}') as { err?: { code: string; message: string }; level?: number }
    assert.equal(level, 50)
    assert.equal(err?.code, code)
    assert.ok(err?.message.includes(ids.get(name) ?? '?'))
  })
}

test('the undamaged credential keeps signing', async () => {
  for (let round = 0; round < 3; round++) await sign(signer, { bucket: 'good-bucket', key_name: 'a.txt' })
})

test('vault status, credential list and credential test say what is wrong', async () => {
  const status = await runSignpost(['vault', 'status', '--json'], { dataDir })
  const human = await runSignpost(['vault', 'status'], { dataDir })
  const { credentials: listed } = await readSignpost<{ credentials: { name: string; secret: string }[] }>(
    ['credential', 'list'],
    { dataDir },
  )
  const tested = await runSignpost(['credential', 'test', 'edited'], { dataDir })

  assert.equal(status.code, 1)
  const { problems } = JSON.parse(status.stdout) as { problems: { name: string; account: string; code: string }[] }
  assert.deepEqual(Object.fromEntries(problems.map(({ name, code }) => [name, code])), codes)
  for (const { account } of problems) assert.equal(account, 'default')
  assert.match(human.stdout, /^default\/edited: tampered\. The secret of the credential cred_/m)
  assert.deepEqual(Object.fromEntries(listed.map(({ name, secret }) => [name, secret])), { good: 'good', ...codes })
  assert.equal(tested.code, 1)
  assert.match(
    tested.stdout,
    /^edited: its secret does not open\. The secret of the credential cred_\w+ does not open\./,
  )
})

test('a rotation leaves damaged secrets alone, says so, and moves the others to the new key', async () => {
  const { code, stdout } = await runSignpost(['vault', 'rotate', '--new-key', '--json'], { dataDir })

  assert.equal(code, 1)
  const { rewrapped, problems } = JSON.parse(stdout) as { rewrapped: number; problems: { name: string }[] }
  // In `edited`, only the body was changed, and a rotation does not open the body.
  assert.deepEqual([rewrapped, problems.map(({ name }) => name).toSorted()], [2, ['cut', 'header', 'moved']])
  await sign(signer, { bucket: 'good-bucket', key_name: 'a.txt' })
})

function damage(): void {
  const sqlite = new Sqlite(join(dataDir, sqliteFileName))
  const read = (name: string) =>
    sqlite.prepare('select sealed_secret from credentials where name = ?').pluck().get(name)
  const write = (name: string, sealed: string) =>
    sqlite.prepare('update credentials set sealed_secret = ? where name = ?').run(sealed, name)
  const edited = String(read('edited'))
  write('edited', `${edited.slice(0, -1)}${edited.endsWith('A') ? 'B' : 'A'}`)
  write('moved', String(read('good')))
  write('cut', String(read('cut')).slice(0, 60))
  const [version, keyId, ...rest] = String(read('header')).split('.')
  write('header', [version, keyId?.split('').reverse().join(''), ...rest].join('.'))
  sqlite.close()
}
