import type { StaticDocument } from '../core/static-document.ts'
import type { Operation } from '../operations/operation.ts'
import { dropBraces, findProvider, listPathParams } from '../operations/operation-path.ts'
import type { JsonSchema } from '../operations/published-schema.ts'
import { buildDefinitionDocument } from './definition-document.ts'
import { renderLlmsText } from './llms-text.ts'
import { buildOpenApiDocument, type DocumentOptions } from './openapi-document.ts'

/**
 * Every document that is made from the registry: for each provider (the first segment of its paths) an index, an OpenAPI
 * 3.1 document and a definition, and for all of them together the same and `llms.txt`.
 */
export function listDocuments(operations: readonly Operation[], options: DocumentOptions): StaticDocument[] {
  const providers = Map.groupBy(operations, ({ path }) => findProvider(path))
  return [
    ...[...providers].flatMap(([provider, own]) => [
      json(`/${provider}`, buildProviderIndex(provider, own, options)),
      json(`/${provider}/openapi`, buildOpenApiDocument(own, 'new', options)),
      json(`/${provider}/definition`, buildDefinitionDocument(own, options)),
    ]),
    json('/openapi.json', buildOpenApiDocument(operations, 'new', options)),
    json('/definition.json', buildDefinitionDocument(operations, options)),
    { path: '/llms.txt', contentType: 'text/plain; charset=utf-8', body: renderLlmsText(operations, options) },
  ]
}

function json(path: string, content: JsonSchema): StaticDocument {
  return { path, contentType: 'application/json; charset=utf-8', body: JSON.stringify(content) }
}

/** The short result of `GET /awss3`: the operations of one provider, and where the documents are. */
function buildProviderIndex(
  provider: string,
  operations: readonly Operation[],
  { publicUrl = '', version }: DocumentOptions,
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
