import { AppError, type ErrorDetail } from '../core/app-error.ts'
import type { RenderError } from '../core/error-response.ts'
import { compileParamsValidator } from '../gate/validate-params.ts'
import type { Operation } from '../operations/operation.ts'
import { listPathParams, type UrlFormat } from '../operations/operation-path.ts'
import { type JsonSchema, publishSchema } from '../operations/published-schema.ts'
import { describeInvalidRequest, nameErrorStatus, operationErrors } from './error-responses.ts'
import { referToHeaders } from './response-headers.ts'

/** An operation's object in an OpenAPI 3.1 document. */
export function describeOperation(operation: Operation, urlFormat: UrlFormat, renderError: RenderError): JsonSchema {
  const errors = [...operationErrors.keys()].map((status) => [
    status,
    status === 400
      ? describeInvalidRequest(findExampleProblems(operation), renderError)
      : { $ref: `#/components/responses/${nameErrorStatus(status)}` },
  ])
  return {
    operationId: operation.name,
    summary: operation.summary,
    description: operation.description,
    tags: [operation.category],
    parameters: describeParameters(operation, urlFormat),
    responses: {
      200: describeAnswer(operation),
      ...Object.fromEntries(errors),
      default: { $ref: '#/components/responses/OtherError' },
    },
  }
}

/** The parameters, each where it travels in the URL format. */
export function describeParameters(operation: Operation, urlFormat: UrlFormat): JsonSchema[] {
  const { properties, required = [] } = publishSchema(operation.params)
  const inPath = urlFormat === 'new' ? listPathParams(operation.path) : []
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    const example = operation.examples[0].params[name] ?? schema.default ?? findExample(operation, name)
    return {
      name,
      in: inPath.includes(name) ? 'path' : 'query',
      required: required.includes(name),
      description,
      schema,
      ...(example === undefined ? {} : { example }),
    }
  })
}

/** What the first example that names the parameter gives it. */
function findExample(operation: Operation, name: string): unknown {
  return operation.examples.find(({ params }) => params[name] !== undefined)?.params[name]
}

function describeAnswer(operation: Operation): JsonSchema {
  const examples = operation.examples.map((example, index) => [
    `example${index + 1}`,
    { summary: example.summary, value: { data: example.result } },
  ])
  return {
    description: 'What was asked for, under `data`',
    headers: referToHeaders('X-Request-Id', 'RateLimit', 'RateLimit-Policy'),
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['data'],
          properties: { data: publishSchema(operation.result) },
        },
        examples: Object.fromEntries(examples),
      },
    },
  }
}

/** What the gate really says when every parameter is wrong or missing. */
function findExampleProblems(operation: Operation): readonly ErrorDetail[] {
  const names = Object.keys(operation.params.properties)
  const optional = names.filter((name) => !operation.params.required?.includes(name))
  try {
    compileParamsValidator(operation.params)(Object.fromEntries(optional.map((name) => [name, ''])))
  } catch (error) {
    if (error instanceof AppError && error.details !== undefined) return error.details
    throw error
  }
  return []
}
