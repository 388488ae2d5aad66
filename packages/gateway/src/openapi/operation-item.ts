import { Type } from 'typebox'
import type { RenderError } from '../core/app-error.ts'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { compileInputValidator } from '../gate/validate-input.ts'
import { mergeInput, type Operation } from '../operations/operation.ts'
import type { UrlFormat } from '../operations/operation-path.ts'
import { type JsonSchema, publishSchema } from '../operations/published-schema.ts'
import { createInvalidRequestResponse, listOperationErrors, nameErrorStatus } from './error-responses.ts'
import { referToHeaders } from './response-headers.ts'

/** An operation's object in an OpenAPI 3.1 document. */
export function createOperationItem(operation: Operation, urlFormat: UrlFormat, renderError: RenderError): JsonSchema {
  const errors = [...listOperationErrors(operation)].map(([status, codes]) => [
    status,
    status === 400
      ? createInvalidRequestResponse(codes, findExampleProblems(operation), renderError)
      : { $ref: `#/components/responses/${nameErrorStatus(status)}` },
  ])
  return {
    operationId: operation.name,
    summary: operation.summary,
    description: operation.description,
    tags: [operation.category],
    parameters: createParameters(operation, urlFormat),
    ...createRequestBody(operation),
    responses: {
      200: createResponse(operation),
      ...(operation.canRedirect === true ? { 302: redirection } : {}),
      ...Object.fromEntries(errors),
      default: { $ref: '#/components/responses/OtherError' },
    },
  }
}

/** The parameters, each where it travels in the URL format. */
function createParameters(operation: Operation, urlFormat: UrlFormat): JsonSchema[] {
  const { path = noParams, query = noParams } = operation.input
  return [path, query].flatMap((place) => {
    const { properties, required = [] } = publishSchema(place)
    return Object.entries(properties).map(([name, { description, ...schema }]) => {
      const example = operation.examples[0].params[name] ?? schema.default ?? findExample(operation, name)
      return {
        name,
        in: place === path && urlFormat === 'new' ? 'path' : 'query',
        required: required.includes(name),
        description,
        schema,
        // `metadata[invoice]=42`
        ...(schema.type === 'object' ? { style: 'deepObject', explode: true } : {}),
        ...(example === undefined ? {} : { example }),
      }
    })
  })
}

const noParams = Type.Object({})

/** JSON; form fields, too, where every value is plain. */
function createRequestBody({ input, examples }: Operation): JsonSchema {
  if (input.body === undefined) return {}
  const schema = publishSchema(input.body)
  const names = Object.keys(schema.properties)
  const shown = examples.map(({ summary, params }, index) => [
    `example${index + 1}`,
    { summary, value: Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name))) },
  ])
  const isPlain = Object.values(schema.properties).every(({ type }) => type !== 'array' && type !== 'object')
  return {
    requestBody: {
      description: 'Where a tool can send no body: the same names in the query, as far as their values are plain',
      content: {
        'application/json': { schema, examples: Object.fromEntries(shown) },
        ...(isPlain ? { 'application/x-www-form-urlencoded': { schema } } : {}),
      },
    },
  }
}

/** What the first example that names the parameter gives it. */
function findExample(operation: Operation, name: string): unknown {
  return operation.examples.find(({ params }) => params[name] !== undefined)?.params[name]
}

function createResponse(operation: Operation): JsonSchema {
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

const redirection = {
  description: 'With `redirect=true`: a redirection to the signed URL',
  headers: referToHeaders('X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Location'),
}

/** What the gate really says when every parameter is wrong or missing. */
function findExampleProblems(operation: Operation): readonly ErrorDetail[] {
  const schema = mergeInput(operation)
  const optional = Object.keys(schema.properties).filter((name) => !schema.required?.includes(name))
  try {
    compileInputValidator(schema)({ text: Object.fromEntries(optional.map((name) => [name, '?'])) })
  } catch (error) {
    if (error instanceof AppError && error.details !== undefined) return error.details
    throw error
  }
  return []
}
