import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

test('no file of the database, and no later backup, contains a sealed secret that was removed or replaced', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  for (const name of ['removed', 'rotated', 'rewrapped']) await storeCredential(name, { dataDir })
  await readSignpost(['account', 'add', 'other'], { dataDir })
  const ofOther = ['--account', 'other', '--access-key-id', 'AKIDEXAMPLE', '--region', 'eu-central-1']
  await readSignpost(['credential', 'add', 'its', '--unchecked', ...ofOther], { dataDir, input: 'a-secret' })
  const before = readSealed(dataDir)
  // A running gateway keeps a connection open, so the WAL is not deleted.
  await using _ = await startGateway({ dataDir })

  await readSignpost(['credential', 'remove', 'removed', '--yes'], { dataDir })
  await readSignpost(['account', 'remove', 'other', '--yes'], { dataDir })
  await readSignpost(['credential', 'rotate', 'rotated', '--access-key-id', 'AKIDEXAMPLE', '--unchecked'], {
    dataDir,
    input: 'another',
  })
  await readSignpost(['vault', 'rotate', '--new-key'], { dataDir })
  await readSignpost(['backup', join(dir.path, 'backup')], { dataDir })

  const files = [...readdirSync(dataDir).map((name) => join(dataDir, name)), join(dir.path, 'backup')]
  assert.ok(existsSync(join(dataDir, 'signpost.db-wal')), 'the WAL exists while the gateway runs')
  const after = readSealed(dataDir)
  assert.equal(before.filter((text) => after.includes(text)).length, 0)
  for (const sealed of before) {
    // The last part is the ciphertext, which a new master key does not change.
    const [, keyId = '', wrapped = ''] = sealed.split('.')
    const holders = files.filter((file) => existsSync(file) && readFileSync(file).includes(`${keyId}.${wrapped}`))
    assert.deepEqual(holders, [])
  }
})

function readSealed(dataDir: string): string[] {
  const sqlite = new Sqlite(join(dataDir, 'signpost.db'), { readonly: true })
  try {
    return sqlite.prepare('select sealed_secret from credentials').pluck().all() as string[]
  } finally {
    sqlite.close()
  }
}
