import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { readConfigFile } from './read-config-file.ts'

test('a missing file counts as empty unless it is required; a folder cannot be read', () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'signpost.config.json')

  assert.deepEqual(readConfigFile(file, false), { values: {}, problems: [] })
  assert.deepEqual(readConfigFile(file, true).problems, [
    `the configuration file cannot be read: ${file}: no such file or directory`,
  ])
  mkdirSync(file)
  assert.match(String(readConfigFile(file, false).problems), /cannot be read: .*operation on a directory/)
})

for (const text of ['[]', 'null', '"text"']) {
  test(`${text} is not a JSON object`, () => {
    using dir = makeTempDir()
    const file = writeText(dir.path, text)

    assert.deepEqual(readConfigFile(file, false).problems, [`${file} is not a JSON object`])
  })
}

for (const [text, place] of [
  ['', 'line 1, column 1: value expected'],
  ['{', 'line 1, column 2: close brace expected'],
  ['{\n  "port": 1,\n}', 'line 3, column 1: property name expected'],
  ['{\n  "masterKey": hunter2\n}', 'line 2, column 16: invalid symbol'],
  ['{\n  // a port\n  "port": 1\n}', 'line 2, column 3: invalid comment token'],
  ["{'port': 1}", 'line 1, column 2: invalid symbol'],
] as const) {
  test(`${JSON.stringify(text)} is not JSON at ${place}`, () => {
    using dir = makeTempDir()
    const file = writeText(dir.path, text)

    assert.deepEqual(readConfigFile(file, false).problems, [`${file} is not JSON: ${place}`])
  })
}

test('a byte order mark is accepted', () => {
  using dir = makeTempDir()

  assert.deepEqual(readConfigFile(writeText(dir.path, '\uFEFF{"port": 1}'), false), {
    values: { port: 1 },
    problems: [],
  })
})

test('an unknown key is reported with the nearest known one, even when it is the name of a variable', () => {
  using dir = makeTempDir()
  const file = writeText(dir.path, '{ "rate_limit": 1, "prot": 1, "SIGNPOST_DATA_DIR": "x", "colour": "red" }')

  const [underscore, swapped, variable, unknown] = readConfigFile(file, false).problems
  assert.equal(underscore, `rate_limit (in ${file}) is not a key; did you mean \`rateLimit\`?`)
  assert.equal(swapped, `prot (in ${file}) is not a key; did you mean \`port\`?`)
  assert.equal(variable, `SIGNPOST_DATA_DIR (in ${file}) is not a key; did you mean \`dataDir\`?`)
  assert.match(unknown ?? '', /^colour \(in .*\) is not a key; the keys are host, port, /)
})

function writeText(folder: string, text: string): string {
  const file = join(folder, 'signpost.config.json')
  writeFileSync(file, text)
  return file
}
