import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../test/run-program.ts'
import { makeTempDir } from '../../test/temp-dir.ts'
import { loadMasterKey, parseMasterKey } from './master-key.ts'

const key = Buffer.from('fbfffe030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex')

test('a key is read as base64, base64url or hexadecimal', () => {
  for (const text of [
    key.toString('base64'),
    key.toString('base64').replace('=', ''),
    key.toString('base64url'),
    key.toString('hex'),
    key.toString('hex').toUpperCase(),
    ` ${key.toString('base64')}\n`,
  ]) {
    assert.deepEqual(parseMasterKey(text), key, text)
  }
})

test('what is no key is refused, and not repeated', () => {
  for (const text of ['', 'password', key.toString('hex').slice(2), `${key.toString('base64')}A`, 'ä'.repeat(43)]) {
    assert.throws(
      () => parseMasterKey(text),
      (error: Error) => /openssl rand -base64 32/.test(error.message) && (text === '' || !error.message.includes(text)),
    )
  }
})

test('the first start writes a key that its owner alone may read, and later ones find it', () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'master.key')

  const first = loadMasterKey(dir.path, undefined)
  const second = loadMasterKey(dir.path, undefined)

  assert.deepEqual({ ...first, key: '' }, { key: '', file, created: true })
  assert.deepEqual(second, { key: first.key, file, created: false })
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(dir.path), ['master.key'], 'no draft is left')
  assert.match(readFileSync(file, 'utf8'), /^[A-Za-z0-9+/]{43}=\n$/)
})

test('two data directories have two keys', () => {
  using one = makeTempDir()
  using two = makeTempDir()

  assert.notDeepEqual(loadMasterKey(one.path, undefined).key, loadMasterKey(two.path, undefined).key)
})

test('a key that others may read is refused, with the command that helps', () => {
  using dir = makeTempDir()
  const { file = '' } = loadMasterKey(dir.path, undefined)
  for (const mode of [0o640, 0o604, 0o660, 0o777]) {
    chmodSync(file, mode)
    assert.throws(() => loadMasterKey(dir.path, undefined), new RegExp(`run: chmod 600 ${file}`))
  }
  chmodSync(file, 0o400)
  assert.equal(loadMasterKey(dir.path, undefined).created, false, 'a read-only file is fine')
})

test('a damaged key file is refused and left alone', () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'master.key')
  writeFileSync(file, 'half a k', { mode: 0o600 })

  assert.throws(() => loadMasterKey(dir.path, undefined), /not 32 random bytes/)
  assert.equal(readFileSync(file, 'utf8'), 'half a k')
})

test('a configured key is used, and none is written', () => {
  using dir = makeTempDir()

  assert.deepEqual(loadMasterKey(dir.path, key.toString('base64')), { key, created: false })
  assert.deepEqual(readdirSync(dir.path), [])
})

test('several processes that start at once use the same key', async () => {
  using dir = makeTempDir()
  const module = fileURLToPath(new URL('master-key.ts', import.meta.url))
  const script = `
    import { loadMasterKey } from ${JSON.stringify(module)}
    const { key, created } = loadMasterKey(${JSON.stringify(dir.path)}, undefined)
    process.stdout.write(JSON.stringify({ key: key.toString('hex'), created }))`

  const outputs = await Promise.all(
    Array.from({ length: 5 }, () => runProgram(process.execPath, ['--input-type=module', '--eval', script])),
  )

  const loaded = outputs.map((output) => JSON.parse(output) as { key: string; created: boolean })
  assert.equal(new Set(loaded.map((one) => one.key)).size, 1)
  assert.equal(loaded.filter(({ created }) => created).length, 1)
  assert.deepEqual(readdirSync(dir.path), ['master.key'])
})
