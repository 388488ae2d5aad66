import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { faultGroups, faults } from './registry.ts'

test('npm test runs every group, and every fault is in one group only', () => {
  for (const group of Object.keys(faultGroups)) {
    const file = readFileSync(join(import.meta.dirname, `${group}.test.ts`), 'utf8')
    assert.ok(file.includes(`testFaults(faultGroups.${group})`), group)
  }
  assert.equal(new Set(faults.map(({ name }) => name)).size, faults.length)
})
