import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findKeyProblem, presignErrorCodes } from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README lists every error code as the table in the code does', () => {
  const rows = [...readme.slice(readme.indexOf('## Errors')).matchAll(/^\| `(\w+)` \| (.+) \|$/gm)]
  assert.deepEqual(
    rows.map(([, code, meaning]) => [code, meaning]),
    Object.entries(presignErrorCodes),
  )
})

test('the README quotes a check as it is', () => {
  assert.ok(readme.includes(`// '${findKeyProblem('files/../admin')}'`))
})
