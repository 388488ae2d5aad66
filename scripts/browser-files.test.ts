import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { buildBrowserFiles } from './browser-files.ts'
import { renderBrowserFilesMarkdown } from './browser-files-markdown.ts'

test('docs/browser-files.md has the versions and hashes of the built files', async () => {
  const page = readFileSync(new URL('../docs/browser-files.md', import.meta.url), 'utf8')

  assert.equal(page, renderBrowserFilesMarkdown(await buildBrowserFiles()), 'run `node scripts/generate-docs.ts`')
})
