import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ownErrorCodes } from './signpost-error.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README has every code of the client’s own', () => {
  const section = readme.slice(readme.indexOf('| code | meaning |'))
  const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code)

  assert.deepEqual(listed, ownErrorCodes)
})
