import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { beRefused } from '../samples/sign.ts'
import { createAccount, createToken, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost } from '../servers/run-signpost.ts'
import { answerError, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Claims of docs/security.md and docs/master-key.md that no other test checks.

const unchecked = { SIGNPOST_BUCKET_CHECK: 'off' }
const object = { bucket: 'one-bucket', key_name: 'a.txt' }

test('only the owner has access to the data directory and to each file in it', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  await using gateway = await startGateway({ dataDir, args: ['--sandbox'] })
  await createToken({ dataDir })
  await readSignpost(['vault', 'rotate', '--new-key'], { dataDir })

  const entries = readdirSync(gateway.report.dataDir, { recursive: true, encoding: 'utf8' })
  const open = ['', ...entries].filter((name) => (statSync(join(dataDir, name)).mode & 0o077) !== 0)

  assert.deepEqual(open, [])
  for (const name of ['signpost.db', 'signpost.db-wal', 'master.key', 'master.key.previous', 'sandbox/token']) {
    assert.ok(entries.includes(name), name)
  }
})

test('a narrowed token does not learn whether a bucket outside its rules exists, because S3 is not asked', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const s3 = await startScriptedS3(answerError(404, 'NoSuchBucket'))
  await storeCredential('one', { dataDir }, { endpoint: s3.endpoint, bucketPatterns: [] })
  const token = await createToken({ dataDir }, { allow: ['download:mine/*'] })
  await using gateway = await startGateway({ dataDir })
  const signer = { url: gateway.report.url, token }

  assert.equal((await beRefused(signer, { bucket: 'others', key_name: 'a' })).code, 'token_not_allowed')
  assert.deepEqual(s3.requests, [])
  assert.equal((await beRefused(signer, { bucket: 'mine', key_name: 'a' })).code, 'bucket_not_found')
  assert.equal(s3.requests.length, 1)
  await s3.close()
})

test('a sealed secret that is moved to another account cannot be opened there', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await storeCredential('one', { dataDir })
  await createAccount('mallory', { dataDir })
  const sqlite = new Sqlite(join(dataDir, 'signpost.db'))
  const mallory = sqlite.prepare("select id from accounts where name = 'mallory'").pluck().get()
  sqlite.prepare('update credentials set account_id = ?').run(mallory)
  sqlite.close()
  const token = await createToken({ dataDir, account: 'mallory' })
  await using gateway = await startGateway({ dataDir, env: unchecked })

  assert.equal((await beRefused({ url: gateway.report.url, token }, object)).code, 'internal_error')
})
