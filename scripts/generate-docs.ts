import { writeFileSync } from 'node:fs'
import { acts } from '../packages/gateway/src/admin/registry.ts'
import { renderConfigMarkdown } from '../packages/gateway/src/config/config-markdown.ts'
import { renderActsMarkdown } from '../packages/gateway/src/openapi/act-markdown.ts'
import { renderActTypes } from '../packages/gateway/src/openapi/act-types.ts'
import { renderApiMarkdown } from '../packages/gateway/src/openapi/api-markdown.ts'
import { renderClientApi } from '../packages/gateway/src/openapi/client-types.ts'
import { renderErrorsMarkdown } from '../packages/gateway/src/openapi/errors-markdown.ts'
import { renderS3ErrorsMarkdown } from '../packages/gateway/src/openapi/s3-errors-markdown.ts'
import { renderStoresMarkdown } from '../packages/gateway/src/openapi/stores-markdown.ts'
import { operations } from '../packages/gateway/src/operations/registry.ts'
import { formatStateSchema } from '../packages/gateway/src/state-file/state-json-schema.ts'
import { buildBrowserFiles } from './browser-files.ts'
import { renderBrowserFilesMarkdown } from './browser-files-markdown.ts'

/**
 * Writes everything that is generated from the code: pages of `docs/`, and types of `@signpost/client` and of the dashboard. Run it after
 * a change to an operation, an act, an error, a setting, a store or the client.
 *
 * @example node scripts/generate-docs.ts
 */
for (const [file, text] of [
  ['docs/api.md', renderApiMarkdown(operations)],
  ['docs/admin-acts.md', renderActsMarkdown(acts)],
  ['docs/errors.md', renderErrorsMarkdown()],
  ['docs/configuration.md', renderConfigMarkdown()],
  ['docs/s3-errors.md', renderS3ErrorsMarkdown()],
  ['docs/stores.md', renderStoresMarkdown()],
  ['docs/state-file.schema.json', formatStateSchema()],
  ['packages/client/src/api.ts', renderClientApi(operations)],
  ['packages/dashboard/src/api/acts.ts', renderActTypes(acts)],
] as const) {
  write(file, text)
}
// Comes last, because it depends on the types that were just written.
write('docs/browser-files.md', renderBrowserFilesMarkdown(await buildBrowserFiles()))

function write(file: string, text: string): void {
  writeFileSync(new URL(`../${file}`, import.meta.url), text)
  process.stdout.write(`wrote ${file}\n`)
}
