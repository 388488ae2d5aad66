import assert from 'node:assert/strict'
import { chmodSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { AppError } from '../core/app-error.ts'
import { open, seal } from './envelope.ts'
import { createKeyRing } from './key-ring.ts'
import { generateMasterKey } from './master-key.ts'
import { createMasterKeyFile, locateMasterKeyFiles, replaceMasterKey } from './master-key-file.ts'
import { openFileKeyRing } from './open-key-ring.ts'

test('an open ring switches to a new key, for sealing and for opening', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const [mine, others] = [openFileKeyRing(files), openFileKeyRing(files)]
  const first = mine.current
  const sealedBefore = seal('before', 'a', mine)

  replaceMasterKey(files)
  const sealedAfter = seal('after', 'a', others)

  assert.equal(open(sealedAfter, 'a', mine), 'after', 'a key that the ring did not have')
  assert.equal(open(sealedBefore, 'a', mine), 'before')
  assert.notEqual(mine.current.id, first.id)
  assert.deepEqual(mine.previous, [first])
})

test('a ring seals with a new key as soon as there is one, even when it never had to look for it', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const ring = openFileKeyRing(files)
  const { id } = ring.current

  replaceMasterKey(files)

  assert.ok(!seal('secret', 'a', ring).includes(id))
})

test('former keys from the configuration open as well', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const configured = generateMasterKey()
  const sealed = seal('secret', 'a', createKeyRing(configured))

  const ring = openFileKeyRing(files, [configured])

  assert.equal(open(sealed, 'a', ring), 'secret')
  replaceMasterKey(files)
  void ring.current
  assert.equal(open(sealed, 'a', ring), 'secret', 'even after a rotation')
})

test('when the file is missing or readable by others, known keys still open, and nothing is sealed', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const ring = openFileKeyRing(files)
  const sealed = seal('secret', 'a', ring)

  chmodSync(files.current, 0o644)
  assert.throws(() => seal('secret', 'a', ring), unavailable(/Others may read the master key/))
  rmSync(files.current)
  assert.throws(() => seal('secret', 'a', ring), unavailable(/ENOENT/))

  assert.equal(open(sealed, 'a', ring), 'secret')
})

/** Makes a check that an error has a public message that names no file, and a cause that says why. */
function unavailable(why: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'unavailable')
    assert.doesNotMatch(error.message, /master\.key/)
    assert.match(String(error.cause), why)
    return true
  }
}
