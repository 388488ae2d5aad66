import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { echoParts } from '../../test/samples/echo-parts.ts'
import { acts } from '../admin/registry.ts'
import { errorTable } from '../core/error-table.ts'
import { mergeInput } from '../operations/operation.ts'
import { operations } from '../operations/registry.ts'
import { renderActsMarkdown } from './act-markdown.ts'
import { renderActTypes } from './act-types.ts'
import { renderApiMarkdown } from './api-markdown.ts'
import { renderClientApi } from './client-types.ts'
import { renderErrorsMarkdown } from './errors-markdown.ts'
import { renderLlmsText } from './llms-text.ts'
import { renderS3ErrorsMarkdown } from './s3-errors-markdown.ts'
import { renderStoresMarkdown } from './stores-markdown.ts'

const cure = 'run `node scripts/generate-docs.ts`'

test('docs/api.md is generated from the present registry', () => {
  assert.equal(readPage('api.md'), renderApiMarkdown(operations), cure)
})

test('docs/admin-acts.md is generated from the present registry of the acts', () => {
  assert.equal(readPage('admin-acts.md'), renderActsMarkdown(acts), cure)
})

test('docs/errors.md is generated from the present error table', () => {
  assert.equal(readPage('errors.md'), renderErrorsMarkdown(), cure)
})

test('docs/s3-errors.md is generated from the present tables of causes and of codes', () => {
  assert.equal(readPage('s3-errors.md'), renderS3ErrorsMarkdown(), cure)
})

test('docs/stores.md is generated from the present table of the stores', () => {
  assert.equal(readPage('stores.md'), renderStoresMarkdown(), cure)
})

test('packages/client/src/api.ts is generated from the present registry and error table', () => {
  assert.equal(readPage('../packages/client/src/api.ts'), renderClientApi(operations), cure)
})

test('packages/dashboard/src/api/acts.ts is generated from the present registry of the acts', () => {
  assert.equal(readPage('../packages/dashboard/src/api/acts.ts'), renderActTypes(acts), cure)
})

test('every error code has a section in docs/errors.md, and every section belongs to a code', () => {
  const sections = Array.from(readPage('errors.md').matchAll(/^## (.+)$/gm), (match) => match[1])

  assert.deepEqual(sections, Object.keys(errorTable))
})

test('the reference shows a path parameter in both URL formats', () => {
  const page = renderApiMarkdown([...operations, echoParts])

  assert.ok(page.includes('`/awss3/echo/{upload_id}/parts` | `/awss3/echo/upload_id/parts?upload_id=…`'))
  assert.ok(page.includes('/awss3/echo/VXBsb2FkIElE/parts?bucket=my-bucket&key_name=videos/intro.mp4'))
})

test('llms.txt names every operation and parameter in under 300 lines, and prefers the header', () => {
  const text = renderLlmsText(operations, { publicUrl: 'https://sign.example.com', version: '1.2.3' })

  assert.ok(text.split('\n').length < 300)
  for (const operation of operations) {
    const [, section = ''] = text.split(`### ${operation.method} ${operation.path}\n`)
    const [list = ''] = section.split('```')
    for (const name of Object.keys(mergeInput(operation).properties))
      assert.match(list, new RegExp(`^- .*\`${name}\``, 'm'))
  }
  assert.ok(text.indexOf('Authorization: Bearer') < text.indexOf('api_token'))
  for (const command of text.match(/^curl .*$/gm) ?? []) {
    assert.match(command, /-H "Authorization: Bearer \$API_TOKEN".* "https:\/\/sign\.example\.com\/awss3\//)
  }
})

function readPage(name: string): string {
  return readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8')
}
