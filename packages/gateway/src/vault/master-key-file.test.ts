import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../test/servers/run-program.ts'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import {
  createMasterKeyFile,
  locateMasterKeyFiles,
  readMasterKeyFiles,
  replaceMasterKey,
  stampMasterKeyFiles,
} from './master-key-file.ts'

test('the first start creates a key that only its owner may read, and later starts find it', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)

  assert.deepEqual([createMasterKeyFile(files), createMasterKeyFile(files)], [true, false])

  assert.equal(statSync(files.current).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(dir.path), ['master.key'], 'no draft is left')
  const text = readFileSync(files.current, 'utf8')
  assert.match(text, /^[A-Za-z0-9+/]{43}=\n$/)
  assert.deepEqual(readMasterKeyFiles(files), { current: Buffer.from(text, 'base64'), previous: [] })
})

test('two data directories have two keys', () => {
  using one = makeTempDir()
  using two = makeTempDir()
  const files = [one, two].map(({ path }) => locateMasterKeyFiles(path))
  for (const each of files) createMasterKeyFile(each)

  const [first, second] = files.map((each) => readMasterKeyFiles(each).current.toString('hex'))
  assert.notEqual(first, second)
})

test('a key that others may read is refused, with the command that fixes it', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  replaceMasterKey(files)
  for (const file of [files.current, files.previous]) {
    for (const mode of [0o640, 0o604, 0o660, 0o777]) {
      chmodSync(file, mode)
      assert.throws(() => readMasterKeyFiles(files), new RegExp(`run: chmod 600 ${file}$`))
    }
    chmodSync(file, 0o400)
  }
  assert.equal(readMasterKeyFiles(files).previous.length, 1, 'read-only files are fine')
})

test('a damaged key file is refused and left alone', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  writeFileSync(files.current, 'half a k', { mode: 0o600 })

  assert.throws(() => readMasterKeyFiles(files), /not 32 random bytes/)
  assert.throws(() => replaceMasterKey(files), /not 32 random bytes/)
  assert.equal(readFileSync(files.current, 'utf8'), 'half a k')
  assert.deepEqual(readdirSync(dir.path), ['master.key'])
})

test('the error about a damaged key file names the file, so that nobody replaces the other one', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  writeFileSync(files.previous, 'half a k', { mode: 0o600 })

  assert.throws(() => readMasterKeyFiles(files), {
    message: `The master key is not 32 random bytes in base64 or hexadecimal; \`openssl rand -base64 32\` creates one. It is in ${files.previous}: if that was a key before, put a copy of it back`,
  })
})

test('a replaced key becomes the first of the former ones', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const first = readMasterKeyFiles(files).current
  const stamps = [stampMasterKeyFiles(files)]

  replaceMasterKey(files)
  const second = readMasterKeyFiles(files)
  stamps.push(stampMasterKeyFiles(files))
  replaceMasterKey(files)
  const third = readMasterKeyFiles(files)
  stamps.push(stampMasterKeyFiles(files))

  assert.deepEqual(second.previous, [first])
  assert.deepEqual(third.previous, [second.current, first])
  assert.equal(new Set([first, second.current, third.current].map((key) => key.toString('hex'))).size, 3)
  assert.equal(new Set(stamps).size, 3)
  for (const file of [files.current, files.previous]) assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(dir.path), ['master.key', 'master.key.previous'], 'no draft is left')
})

test('a replacement that was cut short between its steps can be repeated', () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const { current } = readMasterKeyFiles(files)
  // The former keys are written, the new one is not.
  writeFileSync(files.previous, readFileSync(files.current), { mode: 0o600 })

  replaceMasterKey(files)

  assert.deepEqual(readMasterKeyFiles(files).previous, [current], 'the key is listed once')
})

test('several processes that start at once use the same key', async () => {
  using dir = makeTempDir()
  const module = fileURLToPath(new URL('master-key-file.ts', import.meta.url))
  const script = `
    import { createMasterKeyFile, locateMasterKeyFiles, readMasterKeyFiles } from ${JSON.stringify(module)}
    const files = locateMasterKeyFiles(${JSON.stringify(dir.path)})
    const created = createMasterKeyFile(files)
    const key = readMasterKeyFiles(files).current.toString('hex')
    process.stdout.write(JSON.stringify({ key, created }))`

  const outputs = await Promise.all(
    Array.from({ length: 5 }, () => runProgram(process.execPath, ['--input-type=module', '--eval', script])),
  )

  const loaded = outputs.map((output) => JSON.parse(output) as { key: string; created: boolean })
  assert.equal(new Set(loaded.map((one) => one.key)).size, 1)
  assert.equal(loaded.filter(({ created }) => created).length, 1)
  assert.deepEqual(readdirSync(dir.path), ['master.key'])
})
