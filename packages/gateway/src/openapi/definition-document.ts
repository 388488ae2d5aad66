import type { Operation } from '../operations/operation.ts'
import type { JsonSchema } from '../operations/published-schema.ts'
import { lowerSchema, mapValues } from './lower-schema.ts'
import { buildOpenApiDocument, type DocumentOptions } from './openapi-document.ts'

type Objects = Readonly<Record<string, JsonSchema>>

/**
 * Builds the OpenAPI 3.0 document of some operations in the old URL format: paths without braces, and every path parameter as a query
 * parameter.
 */
export function buildDefinitionDocument(operations: readonly Operation[], options: DocumentOptions): JsonSchema {
  const { openapi: _, paths, components, ...document } = buildOpenApiDocument(operations, 'old', options)
  const { headers, schemas, responses, ...others } = components as Readonly<Record<string, Objects>>
  return {
    openapi: '3.0.4',
    ...document,
    paths: mapValues(paths as Objects, (item) => mapValues(item as Objects, lowerOperation)),
    components: {
      ...others,
      headers: mapValues(headers as Objects, lowerSchemaOf),
      schemas: mapValues(schemas as Objects, lowerSchema),
      responses: mapValues(responses as Objects, lowerContent),
    },
  }
}

function lowerOperation({ requestBody, ...operation }: JsonSchema): JsonSchema {
  return {
    ...operation,
    parameters: (operation.parameters as readonly JsonSchema[]).map(lowerSchemaOf),
    ...(requestBody === undefined ? {} : { requestBody: lowerContent(requestBody as JsonSchema) }),
    responses: mapValues(operation.responses as Objects, lowerContent),
  }
}

/** Lowers a request body or a response. */
function lowerContent(holder: JsonSchema): JsonSchema {
  if (holder.content === undefined) return holder
  return { ...holder, content: mapValues(holder.content as Objects, lowerSchemaOf) }
}

/** Lowers a parameter, a header or a media type, each of which has a schema under `schema`. */
function lowerSchemaOf(holder: JsonSchema): JsonSchema {
  return { ...holder, schema: lowerSchema(holder.schema as JsonSchema) }
}
