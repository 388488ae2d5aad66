import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { compileTestFiles } from './compile-test-files.ts'

test('test files and their imports are compiled once, and not run', () => {
  using folder = makeTempDir()
  const file = join(folder.path, 'one.test.ts')
  const trace = join(folder.path, 'trace')
  const imports = "import { writeFileSync } from 'node:fs'\nimport { answer } from './imported.ts'\n"
  writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder.path, 'imported.ts'), 'export const answer: number = 42\n')
  writeFileSync(file, `${imports}writeFileSync(${JSON.stringify(trace)}, String(answer))\n`)
  const cache = join(folder.path, 'cache')
  compileTestFiles([file], cache)
  assert.equal(existsSync(trace), false)

  const env = { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: cache, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }
  const { stderr } = spawnSync(process.execPath, [file], { env, encoding: 'utf8' })
  assert.equal(existsSync(trace), true)
  assert.deepEqual(stderr.match(/\w+\.ts was accepted/g), ['test.ts was accepted', 'imported.ts was accepted'])
  assert.doesNotMatch(stderr, /saving transpilation cache/)
})
