import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findKeyProblem, presignErrorCodes } from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README lists every error code with the meaning in the code', () => {
  const rows = [...readme.slice(readme.indexOf('## Errors')).matchAll(/^\| `(\w+)` \| (.+) \|$/gm)]
  assert.deepEqual(
    rows.map(([, code, meaning]) => [code, meaning]),
    Object.entries(presignErrorCodes),
  )
})

test('the README quotes the exact text of a check', () => {
  assert.ok(readme.includes(`// '${findKeyProblem('files/../admin')}'`))
})

test('the README’s reading order has every source file', () => {
  const listed = [...readme.slice(readme.indexOf('## The source')).matchAll(/`([\w-]+\.ts)`/g)].map(([, name]) => name)
  const sources = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts') && name !== 'index.ts')
  assert.deepEqual(listed.toSorted(), sources.toSorted())
})
