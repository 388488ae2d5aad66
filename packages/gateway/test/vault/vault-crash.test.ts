import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { Secret } from '../../src/core/secret.ts'
import { openSqliteDatabase, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openCredentialSecret, sealCredentialSecret } from '../../src/vault/credential-secret.ts'
import { createKeyRing } from '../../src/vault/key-ring.ts'
import { sampleAccount, sampleCredential } from '../samples/samples.ts'
import { cleanEnvironment, readSignpost, signpostBin } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const records = 600
const kills = 3

test('a rotation that is killed with SIGKILL, again and again, reaches the same result', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
  await storeCredentials(dataDir, oldKey)
  const newId = createKeyRing(newKey).current.id
  const env = {
    SIGNPOST_MASTER_KEY: newKey.toString('base64'),
    SIGNPOST_PREVIOUS_MASTER_KEYS: oldKey.toString('base64'),
  }
  using sqlite = disposable(new Sqlite(join(dataDir, sqliteFileName)))
  const count = sqlite.db.prepare(`select count(*) from credentials where sealed_secret like 'v1.${newId}.%'`).pluck()
  const countDone = () => count.get() as number

  for (let kill = 1; kill <= kills; kill++) {
    // All in the first half, so that a fast machine does not finish before it is killed.
    const aim = (records / 2 / kills) * kill
    const args = [signpostBin, 'vault', 'rotate', '--json', '--data-dir', dataDir]
    const rotating = spawn(process.execPath, args, { env: cleanEnvironment(env), stdio: 'ignore' })
    const ended = once(rotating, 'exit')
    // Without a pause: the rest takes a tenth of a second.
    while (countDone() < aim && rotating.exitCode === null) await nextTurn()
    rotating.kill('SIGKILL')
    assert.deepEqual(await ended, [null, 'SIGKILL'])
    assert.ok(countDone() < records, `killed in the middle, at ${countDone()} of ${records}`)
  }
  const doneBefore = countDone()
  const report = await readSignpost(['vault', 'rotate'], { dataDir, env })

  assert.deepEqual(report, {
    keyId: newId,
    formerKeyId: newId,
    rewrapped: records - doneBefore,
    unchanged: doneBefore,
    secondFactors: 0,
    lostSecondFactors: [],
    problems: [],
  })
  const database = await openSqliteDatabase(dataDir)
  const credentials = await database.vault.list()
  await database.close()
  const ring = createKeyRing(newKey)
  assert.equal(credentials.length, records)
  for (const credential of credentials) {
    assert.equal(openCredentialSecret(credential, ring).secretAccessKey.reveal(), `secret of ${credential.name}`)
  }
})

async function storeCredentials(dataDir: string, key: Buffer): Promise<void> {
  const database = await openSqliteDatabase(dataDir)
  const accounts = [sampleAccount({ name: 'default' }), sampleAccount({ name: 'other' })]
  for (const account of accounts) await database.accounts.insert(account)
  for (let index = 0; index < records; index++) {
    const credential = sampleCredential({ accountId: accounts[index % 2]?.id ?? '', name: `c-${index}` })
    const secret = { secretAccessKey: new Secret(`secret of ${credential.name}`) }
    const sealedSecret = sealCredentialSecret(secret, credential, createKeyRing(key))
    await database.credentials.insert({ ...credential, sealedSecret })
  }
  await database.close()
}

function disposable(db: Sqlite.Database) {
  return { db, [Symbol.dispose]: () => db.close() }
}
