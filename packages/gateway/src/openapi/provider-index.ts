import type { Operation } from '../operations/operation.ts'
import { dropBraces, listPathParams } from '../operations/operation-path.ts'
import type { JsonSchema } from '../operations/published-schema.ts'
import type { DocumentFacts } from './openapi-document.ts'

/** The short answer of `GET /awss3`: the operations of one provider, and where the documents are. */
export function buildProviderIndex(
  provider: string,
  operations: readonly Operation[],
  { publicUrl = '', version }: DocumentFacts,
): JsonSchema {
  return {
    name: 'Signpost',
    version,
    provider,
    operations: operations.map(({ name, method, path, summary }) => ({
      name,
      method,
      path,
      ...(listPathParams(path).length === 0 ? {} : { oldPath: dropBraces(path) }),
      url: publicUrl + path,
      summary,
    })),
    documents: {
      openapi: `${publicUrl}/${provider}/openapi`,
      definition: `${publicUrl}/${provider}/definition`,
      reference: `${publicUrl}/docs`,
      errors: `${publicUrl}/docs/errors`,
      llms: `${publicUrl}/llms.txt`,
    },
  }
}
