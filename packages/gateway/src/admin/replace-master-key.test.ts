import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { createMasterKeyFile, locateMasterKeyFiles } from '../vault/master-key-file.ts'
import { replaceMasterKey } from './replace-master-key.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('a new key replaces the old one, which is kept in a file', async () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const old = readFileSync(files.current, 'utf8')

  const replaced = await admin.run(replaceMasterKey, {}, { masterKey: { source: 'file', files, isShared: false } })

  assert.deepEqual(replaced, { file: files.current, previousFile: files.previous })
  assert.equal(readFileSync(files.previous, 'utf8'), old)
  const current = readFileSync(files.current, 'utf8')
  assert.notEqual(current, old)
  assert.ok(!JSON.stringify(replaced).includes(current.trim()))
})

test('a key file that is not the installation’s is not replaced', async () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const found = readFileSync(files.current, 'utf8')
  await admin.dependencies.vault.claimMasterKey('0123456789abcdef')

  const masterKey = { source: 'file', files, isShared: false } as const
  const refusal = await beRefusedBy(admin.run(replaceMasterKey, {}, { masterKey }))

  assert.equal(refusal.code, 'master_key_mismatch')
  assert.equal(readFileSync(files.current, 'utf8'), found)
  assert.equal(existsSync(files.previous), false)
})

for (const { place, message } of [
  { place: { source: 'configuration', isShared: false }, message: /this one comes from SIGNPOST_MASTER_KEY/ },
  { place: { source: 'command', isShared: false }, message: /this one comes from the command that supplies it/ },
  {
    place: { source: 'file', isShared: true },
    message: /other nodes on this database could no longer open any secret/,
  },
] as const) {
  test(`a key from ${place.source}${place.isShared ? ' that nodes share' : ''} must be replaced at its source`, async () => {
    using dir = makeTempDir()
    const masterKey = { ...place, files: locateMasterKeyFiles(dir.path) }

    const refusal = await beRefusedBy(admin.run(replaceMasterKey, {}, { masterKey }))

    assert.equal(refusal.code, 'master_key_elsewhere')
    assert.match(refusal.message, message)
  })
}
