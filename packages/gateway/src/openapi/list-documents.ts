import type { Operation } from '../operations/operation.ts'
import { findProvider } from '../operations/operation-path.ts'
import type { JsonSchema } from '../operations/published-schema.ts'
import { buildDefinitionDocument } from './definition-document.ts'
import { renderLlmsText } from './llms-text.ts'
import { buildOpenApiDocument, type DocumentFacts } from './openapi-document.ts'
import { buildProviderIndex } from './provider-index.ts'

/** A document that never changes while the process runs. */
export interface ApiDocument {
  /** Where it is served. */
  readonly path: string
  readonly contentType: string
  readonly body: string
}

/**
 * Every document that is made from the registry: for each provider (the first segment of its paths) an index, an OpenAPI
 * 3.1 document and a definition, and for all of them together the same and `llms.txt`.
 */
export function listDocuments(operations: readonly Operation[], facts: DocumentFacts): ApiDocument[] {
  const providers = Map.groupBy(operations, ({ path }) => findProvider(path))
  return [
    ...[...providers].flatMap(([provider, own]) => [
      json(`/${provider}`, buildProviderIndex(provider, own, facts)),
      json(`/${provider}/openapi`, buildOpenApiDocument(own, 'new', facts)),
      json(`/${provider}/definition`, buildDefinitionDocument(own, facts)),
    ]),
    json('/openapi.json', buildOpenApiDocument(operations, 'new', facts)),
    json('/definition.json', buildDefinitionDocument(operations, facts)),
    { path: '/llms.txt', contentType: 'text/plain; charset=utf-8', body: renderLlmsText(operations, facts) },
  ]
}

function json(path: string, content: JsonSchema): ApiDocument {
  return { path, contentType: 'application/json; charset=utf-8', body: JSON.stringify(content) }
}
