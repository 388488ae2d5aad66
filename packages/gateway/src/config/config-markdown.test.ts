import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { renderConfigMarkdown } from './config-markdown.ts'

test('docs/configuration.md is what the schema makes of it', () => {
  const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8')
  assert.equal(page, renderConfigMarkdown(), 'write it anew: node scripts/generate-docs.ts')
})
