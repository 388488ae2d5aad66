import { writeFileSync } from 'node:fs'
import { renderConfigMarkdown } from '../packages/gateway/src/config/config-markdown.ts'
import { renderApiMarkdown } from '../packages/gateway/src/openapi/api-markdown.ts'
import { renderErrorsMarkdown } from '../packages/gateway/src/openapi/errors-markdown.ts'
import { renderStoresMarkdown } from '../packages/gateway/src/openapi/stores-markdown.ts'
import { operations } from '../packages/gateway/src/operations/registry.ts'

/**
 * Writes the pages of `docs/` that are made from the code, after an operation, an error, a setting or a store changed.
 *
 * @example node scripts/generate-docs.ts
 */
for (const [page, text] of [
  ['api.md', renderApiMarkdown(operations)],
  ['errors.md', renderErrorsMarkdown()],
  ['configuration.md', renderConfigMarkdown()],
  ['stores.md', renderStoresMarkdown()],
] as const) {
  writeFileSync(new URL(`../docs/${page}`, import.meta.url), text)
  process.stdout.write(`wrote docs/${page}\n`)
}
