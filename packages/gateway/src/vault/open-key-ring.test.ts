import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { createKeyRing } from './key-ring.ts'
import { generateMasterKey } from './master-key.ts'
import { chooseMasterKeySource, openKeyRing } from './open-key-ring.ts'

const key = generateMasterKey()
const former = generateMasterKey()
const id = createKeyRing(key).current.id
const isEmpty = async () => true
const isNotEmpty = async () => false

test('a configured key is used, and none is written', async () => {
  using dir = makeTempDir()

  const { ring, source, createdFile } = await openKeyRing(
    { dataDir: dir.path, masterKey: key.toString('base64'), previousMasterKeys: [former.toString('hex')] },
    isNotEmpty,
  )

  assert.deepEqual(
    { source, createdFile, id: ring.current.id },
    { source: 'configuration', createdFile: undefined, id },
  )
  assert.deepEqual(ring.previous, [createKeyRing(former).current])
  assert.deepEqual(readdirSync(dir.path), [])
})

test('a command is run once, and only when the key is used', async () => {
  using dir = makeTempDir()
  const trace = join(dir.path, 'runs')
  const script = `require('fs').appendFileSync('${trace}', 'x'); console.log('${key.toString('base64')}')`
  const masterKeyCommand = `${process.execPath} -e "${script}"`

  const { ring, source } = await openKeyRing({ dataDir: dir.path, masterKeyCommand }, isNotEmpty)

  assert.equal(source, 'command')
  assert.equal(existsSync(trace), false)
  assert.deepEqual([ring.current.id, ring.previous, ring.find(id)?.id], [id, [], id])
  assert.deepEqual(readdirSync(dir.path), ['runs'])
})

test('the first start makes a key file; a lost one is not made anew when something is sealed', async () => {
  using dir = makeTempDir()

  await assert.rejects(
    openKeyRing({ dataDir: dir.path }, isNotEmpty),
    /their master key is missing: there is no .*master\.key/,
  )
  assert.deepEqual(readdirSync(dir.path), [])
  const first = await openKeyRing({ dataDir: dir.path }, isEmpty)
  const second = await openKeyRing({ dataDir: dir.path }, isNotEmpty)

  assert.equal(first.createdFile, join(dir.path, 'master.key'))
  assert.deepEqual([second.source, second.createdFile], ['file', undefined])
  assert.equal(second.ring.current.id, first.ring.current.id)
})

test('a key that is none is refused whatever its source', async () => {
  using dir = makeTempDir()

  for (const options of [
    { masterKey: 'none' },
    { masterKey: key.toString('base64'), previousMasterKeys: ['none'] },
    { previousMasterKeys: ['none'] },
  ]) {
    await assert.rejects(openKeyRing({ dataDir: dir.path, ...options }, isEmpty), /not 32 random bytes/)
  }
  assert.equal(chooseMasterKeySource({ dataDir: dir.path }), 'file')
})
