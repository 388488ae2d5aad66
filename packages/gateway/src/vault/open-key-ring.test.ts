import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { createKeyRing } from './key-ring.ts'
import { generateMasterKey } from './master-key.ts'
import { createMasterKeyFile, locateMasterKeyFiles } from './master-key-file.ts'
import { chooseMasterKeySource, openKeyRing } from './open-key-ring.ts'

const key = generateMasterKey()
const former = generateMasterKey()
const id = createKeyRing(key).current.id

test('a configured key is used, and no key file is written', () => {
  using dir = makeTempDir()

  const { ring, source } = openKeyRing({
    dataDir: dir.path,
    masterKey: key.toString('base64'),
    previousMasterKeys: [former.toString('hex')],
  })

  assert.deepEqual({ source, id: ring.current.id }, { source: 'configuration', id })
  assert.deepEqual(ring.previous, [createKeyRing(former).current])
  assert.deepEqual(readdirSync(dir.path), [])
})

test('a command is run once, and only when the key is used', () => {
  using dir = makeTempDir()
  const trace = join(dir.path, 'runs')
  const script = `require('fs').appendFileSync('${trace}', 'x'); console.log('${key.toString('base64')}')`
  const masterKeyCommand = `${process.execPath} -e "${script}"`

  const { ring, source } = openKeyRing({ dataDir: dir.path, masterKeyCommand })

  assert.equal(source, 'command')
  assert.equal(existsSync(trace), false)
  assert.deepEqual([ring.current.id, ring.previous, ring.find(id)?.id], [id, [], id])
  assert.deepEqual(readdirSync(dir.path), ['runs'])
})

test('a missing key file is an error only when the key is used, and opening the ring creates none', () => {
  using dir = makeTempDir()

  const { ring, source } = openKeyRing({ dataDir: dir.path })

  assert.equal(source, 'file')
  assert.throws(() => ring.current, {
    code: 'master_key_mismatch',
    message: /^The master key is missing: there is no .*master\.key/,
  })
  assert.deepEqual(readdirSync(dir.path), [])
  createMasterKeyFile(locateMasterKeyFiles(dir.path))
  assert.match(ring.current.id, /^[0-9a-f]{16}$/, 'the key file was put back')
})

test('an invalid key is refused when it is used, whatever its source', () => {
  using dir = makeTempDir()

  for (const options of [
    { masterKey: 'none' },
    { masterKey: key.toString('base64'), previousMasterKeys: ['none'] },
    { previousMasterKeys: ['none'] },
  ]) {
    const { ring } = openKeyRing({ dataDir: dir.path, ...options })
    assert.throws(() => ring.current, /not 32 random bytes/)
  }
  assert.equal(chooseMasterKeySource({ dataDir: dir.path }), 'file')
})
