import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { renderConfigMarkdown } from './config-markdown.ts'

test('docs/configuration.md is generated from the schema', () => {
  const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8')
  assert.equal(page, renderConfigMarkdown(), 'generate it again: node scripts/generate-docs.ts')
})
