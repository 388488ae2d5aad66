import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { describeSystemError } from './system-error.ts'
import { createFile, replaceFile } from './write-file.ts'

test('a file is created once, with its mode, and nothing is left beside it', () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'a')

  assert.deepEqual([createFile(file, 'first', 0o600), createFile(file, 'second', 0o600)], [true, false])

  assert.equal(readFileSync(file, 'utf8'), 'first')
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(dir.path), ['a'])
})

test('a file is replaced, and what cannot be written leaves the old content and nothing beside it', () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'a')
  createFile(file, 'first', 0o600)

  replaceFile(file, 'second', 0o600)
  assert.throws(() => replaceFile(file, 1 as unknown as string, 0o600), TypeError)

  assert.equal(readFileSync(file, 'utf8'), 'second')
  assert.deepEqual(readdirSync(dir.path), ['a'])
})

test('an error names the file, not its draft', () => {
  const file = '/no-such-folder/a'
  for (const write of [createFile, replaceFile]) {
    assert.throws(
      () => write(file, 'x', 0o600),
      (error: Error) => describeSystemError(error) === `${file}: no such file or directory`,
    )
  }
})
