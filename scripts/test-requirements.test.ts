import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findMissing, skipWithout, type TestRequirement, testRequirements } from './test-requirements.ts'

test('a command is found in the PATH, and only when it can be run', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'runnable'), '#!/bin/sh\n')
  chmodSync(join(folder, 'runnable'), 0o755)
  writeFileSync(join(folder, 'plain'), '')
  const requirements = ['runnable', 'plain', 'absent'].map((name) => requirement(name, [name]))

  const missing = findMissing(requirements, `/nowhere::${folder}`)

  assert.deepEqual(
    missing.map(({ name }) => name),
    ['plain', 'absent'],
  )
})

test('a path may be a pattern, and one place of several is enough', () => {
  const found = requirement('node', ['/nowhere/bin/*', `${process.execPath.slice(0, -1)}*`])

  assert.deepEqual(
    findMissing([found, requirement('nothing', ['/nowhere/*'])], '').map(({ name }) => name),
    ['nothing'],
  )
})

test('a test is skipped only for a requirement that the run has reported as missing', () => {
  assert.equal(skipWithout('curl', { SIGNPOST_TEST_MISSING: 'chromium,curl' }), 'curl is not installed')
  assert.equal(skipWithout('curl', { SIGNPOST_TEST_MISSING: 'curly' }), false)
  assert.equal(skipWithout('curl', {}), false)
})

test('every requirement has its own name', () => {
  const names = testRequirements.map(({ name }) => name)

  assert.equal(new Set(names).size, names.length)
})

function requirement(name: string, found: readonly string[]): TestRequirement {
  return { name, found, debianPackage: name, purpose: 'is needed' }
}
