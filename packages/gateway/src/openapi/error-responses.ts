import type { RenderError } from '../core/app-error.ts'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { type ErrorCode, errorTable, requestErrorCodes } from '../core/error-table.ts'
import { http } from '../core/node-http.ts'
import type { Operation } from '../operations/operation.ts'
import type { JsonSchema } from '../operations/published-schema.ts'
import { exampleRequestId, referToHeaders } from './response-headers.ts'

/** Codes of the server, sent before a request reaches an operation, or because it reaches none. */
const serverCodes: readonly ErrorCode[] = [
  'host_not_allowed',
  'origin_not_allowed',
  'route_not_found',
  'method_not_allowed',
  'request_timeout',
  'uri_too_long',
  'headers_too_large',
]

/** Codes that are about a body. */
const bodyCodes: readonly ErrorCode[] = ['malformed_body', 'payload_too_large', 'unsupported_media_type']

/** Codes of requests that an operation itself sends to S3. */
const storeCodes: readonly ErrorCode[] = ['object_not_found', 'store_error', 'store_timeout']

/** Codes with which an operation answers only if it names them (`Operation.errors`). */
const ownCodes: readonly ErrorCode[] = ['upload_not_found', 'upload_incomplete', 'object_exists']

/** The codes that operations can end with, by their HTTP status, in the order of the error table. */
export const operationErrors: ReadonlyMap<number, readonly ErrorCode[]> = groupByStatus(
  requestErrorCodes.filter((code) => !serverCodes.includes(code)),
)

/** Lists the codes that one operation can end with, in the same way. */
export function listOperationErrors({
  input,
  effect,
  errors = [],
}: Operation): ReadonlyMap<number, readonly ErrorCode[]> {
  const impossible = [
    ...ownCodes.filter((code) => !errors.includes(code)),
    ...(input.body === undefined ? bodyCodes : []),
    ...(effect === 'sign' || effect === 'none' ? storeCodes : []),
  ]
  return groupByStatus([...operationErrors.values()].flat().filter((code) => !impossible.includes(code)))
}

/** Name of a status among the components: `NotFoundError`. */
export function nameErrorStatus(status: number): string {
  const name = (http.STATUS_CODES[status] ?? String(status)).replaceAll(/[^A-Za-z]/g, '')
  return name.endsWith('Error') ? name : `${name}Error`
}

/** Makes the schemas of the error bodies: one for each status, with its codes, and one for all other codes. */
export function createErrorSchemas(): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {}
  for (const [status, codes] of operationErrors) {
    schemas[nameErrorStatus(status)] = createErrorSchema(codes, { type: 'integer', const: status })
  }
  schemas.OtherError = createErrorSchema(serverCodes, { type: 'integer', minimum: 400, maximum: 599 })
  return schemas
}

/** The error responses of every operation, for `components.responses`. */
export function createErrorResponses(renderError: RenderError): Record<string, JsonSchema> {
  const responses: Record<string, JsonSchema> = {}
  for (const [status, codes] of operationErrors) {
    const examples = Object.fromEntries(codes.map((code) => [code, createExample(code, renderError)]))
    responses[nameErrorStatus(status)] = createErrorResponse(status, examples, codes)
  }
  responses.OtherError = {
    description: `The answer to a request that does not reach the operation: ${listCodes(serverCodes)}`,
    headers: referToHeaders('X-Request-Id'),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/OtherError' } } },
  }
  return responses
}

/** Makes the 400 response of one operation, with the problems of its own parameters. */
export function createInvalidRequestResponse(
  codes: readonly ErrorCode[],
  details: readonly ErrorDetail[],
  renderError: RenderError,
): JsonSchema {
  const examples = codes.map((code) => {
    return [code, createExample(code, renderError, code === 'invalid_request' ? details : undefined)]
  })
  return createErrorResponse(400, Object.fromEntries(examples), codes)
}

function createErrorResponse(
  status: number,
  examples: Readonly<Record<string, JsonSchema>>,
  codes: readonly ErrorCode[],
): JsonSchema {
  // A request without a valid token has no rate that a header could show.
  const rate = status === 401 ? ['WWW-Authenticate'] : ['RateLimit', 'RateLimit-Policy']
  const wait = status === 429 ? ['Retry-After'] : []
  return {
    description: listCodes(codes),
    headers: referToHeaders('X-Request-Id', ...rate, ...wait),
    content: {
      'application/json': { schema: { $ref: `#/components/schemas/${nameErrorStatus(status)}` }, examples },
    },
  }
}

function listCodes(codes: readonly ErrorCode[]): string {
  return codes.map((code) => `\`${code}\`: ${errorTable[code].message}`).join('  \n')
}

function createExample(code: ErrorCode, renderError: RenderError, details?: readonly ErrorDetail[]): JsonSchema {
  const error = new AppError(code, details === undefined ? {} : { details })
  return { summary: code, value: renderError(error, exampleRequestId) }
}

/** The schema of an error body with one of these codes. */
export function createErrorSchema(codes: readonly ErrorCode[], status: JsonSchema): JsonSchema {
  return {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message', 'status', 'requestId', 'docs'],
        properties: {
          code: { type: 'string', enum: codes, description: 'What went wrong; the set is closed' },
          message: { type: 'string', description: 'The same in words; may change, so do not compare it' },
          status: { ...status, description: 'The HTTP status' },
          details: {
            type: 'array',
            description: 'Every problem with a parameter; only with `invalid_request`',
            items: {
              type: 'object',
              required: ['parameter', 'message'],
              properties: {
                parameter: { type: 'string', description: 'Name of the parameter' },
                message: { type: 'string', description: 'What is wrong, and what would be right' },
              },
            },
          },
          requestId: {
            type: 'string',
            description: 'Identifies the line in the log of the gateway; also in `X-Request-Id`',
          },
          docs: { type: 'string', format: 'uri-reference', description: 'Where the code is explained' },
        },
      },
    },
  }
}

function groupByStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const byStatus = Map.groupBy(codes, (code) => errorTable[code].status)
  return new Map([...byStatus].sort(([one], [other]) => one - other))
}
