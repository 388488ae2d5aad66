import { createErrorRenderer } from '../core/app-error.ts'
import type { Operation } from '../operations/operation.ts'
import { dropBraces, type UrlFormat } from '../operations/operation-path.ts'
import type { JsonSchema } from '../operations/published-schema.ts'
import { createErrorResponses, createErrorSchemas } from './error-responses.ts'
import { createOperationItem } from './operation-item.ts'
import { responseHeaders } from './response-headers.ts'

/** What a document says in addition to its operations. */
export interface DocumentOptions {
  /** Origin by which clients know the gateway. Without it, the server in the document is the origin that the document was fetched from. */
  readonly publicUrl: string | undefined
  /** The version of Signpost. */
  readonly version: string
}

/** Builds the OpenAPI 3.1 document of some operations, with their path parameters in the place that the URL format gives them. */
export function buildOpenApiDocument(
  operations: readonly Operation[],
  urlFormat: UrlFormat,
  { publicUrl, version }: DocumentOptions,
): JsonSchema {
  const renderError = createErrorRenderer(publicUrl)
  const byPath = Map.groupBy(operations, ({ path }) => (urlFormat === 'old' ? dropBraces(path) : path))
  const paths = [...byPath].map(([path, sharing]) => [
    path,
    Object.fromEntries(
      sharing.map((operation) => [
        operation.method.toLowerCase(),
        createOperationItem(operation, urlFormat, renderError),
      ]),
    ),
  ])
  return {
    openapi: '3.1.1',
    info: {
      title: 'Signpost',
      version,
      description: describeApi(publicUrl),
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: publicUrl ?? '/' }],
    security: [{ bearerAuth: [] }, { apiToken: [] }],
    tags: [...new Set(operations.map(({ category }) => category))].map((name) => ({ name })),
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        bearerAuth: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'at_…',
          description:
            'The API token in the `Authorization` header. Prefer this way, because a header stays out of logs',
        },
        apiToken: {
          type: 'apiKey',
          in: 'query',
          name: 'api_token',
          description: 'The API token as a query parameter, for tools that cannot set a header',
        },
      },
      headers: responseHeaders,
      schemas: createErrorSchemas(),
      responses: createErrorResponses(renderError),
    },
  }
}

function describeApi(publicUrl = ''): string {
  return `Hands out S3 signed URLs. Send one request with an API token and get a URL that uploads or downloads one
object, straight to or from S3, until it expires. Objects can also be looked at, listed and deleted.

**Token.** Every operation needs one: \`Authorization: Bearer at_…\`, or \`?api_token=at_…\` where a header cannot be set.

**Warnings.** An unknown parameter is not an error; the response's \`warnings\` name it. Read them while you develop.

**Errors.** Every error is JSON with a \`code\` of a closed set; [the error page](${publicUrl}/docs/errors) says what causes each
of them and what to do. \`details\` lists every problem with the parameters at once.`
}
