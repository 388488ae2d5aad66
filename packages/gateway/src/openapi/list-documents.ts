import type { StaticDocument } from '../core/static-document.ts'
import type { Operation } from '../operations/operation.ts'
import { dropBraces, findProvider, listPathParams } from '../operations/operation-path.ts'
import type { JsonSchema } from '../operations/published-schema.ts'
import { listMcpResources } from './mcp-resources.ts'
import type { DocumentOptions } from './openapi-document.ts'

/**
 * Lists every document that is made from the registry. Each provider (the first segment of its paths) has an index, an OpenAPI 3.1
 * document and a definition. All providers together have an OpenAPI 3.1 document, a definition, `llms.txt`, and `llms-full.txt` with the
 * whole reference.
 */
export function listDocuments(operations: readonly Operation[], options: DocumentOptions): StaticDocument[] {
  const providers = Map.groupBy(operations, ({ path }) => findProvider(path))
  return [
    ...[...providers].flatMap(([provider, own]) => [
      json(`/${provider}`, async () => buildProviderIndex(provider, own, options)),
      json(`/${provider}/openapi`, () => buildOpenApi(own, options)),
      json(`/${provider}/definition`, () => buildDefinition(own, options)),
    ]),
    json('/openapi.json', () => buildOpenApi(operations, options)),
    json('/definition.json', () => buildDefinition(operations, options)),
    {
      path: '/llms.txt',
      contentType: 'text/plain; charset=utf-8',
      async body() {
        const { renderLlmsText } = await import('./llms-text.ts')
        return Buffer.from(renderLlmsText(operations, options))
      },
    },
    {
      path: '/llms-full.txt',
      contentType: 'text/plain; charset=utf-8',
      async body() {
        const texts = listMcpResources(operations).map(({ read }) => read())
        return Buffer.from((await Promise.all(texts)).join('\n'))
      },
    },
  ]
}

async function buildOpenApi(operations: readonly Operation[], options: DocumentOptions): Promise<JsonSchema> {
  const { buildOpenApiDocument } = await import('./openapi-document.ts')
  return buildOpenApiDocument(operations, 'new', options)
}

async function buildDefinition(operations: readonly Operation[], options: DocumentOptions): Promise<JsonSchema> {
  const { buildDefinitionDocument } = await import('./definition-document.ts')
  return buildDefinitionDocument(operations, options)
}

/** Makes a JSON document at its first request, and loads the code for it only then, because most gateways are never asked for it. */
function json(path: string, build: () => Promise<JsonSchema>): StaticDocument {
  return {
    path,
    contentType: 'application/json; charset=utf-8',
    body: async () => Buffer.from(JSON.stringify(await build())),
  }
}

/** Builds the short result of `GET /awss3`: the operations of one provider, and where the documents are. */
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
