import { Type } from 'typebox'
import type { RenderError } from '../core/app-error.ts'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { compileInputValidator } from '../gate/validate-input.ts'
import { mergeInput, type Operation } from '../operations/operation.ts'
import type { UrlFormat } from '../operations/operation-path.ts'
import { type JsonSchema, publishSchema } from '../operations/published-schema.ts'
import { createInvalidRequestResponse, listOperationErrors, nameErrorStatus } from './error-responses.ts'
import { referToHeaders } from './response-headers.ts'

/** Makes the object of an operation in an OpenAPI 3.1 document. */
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
    'x-effect': operation.effect,
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

/** Makes the parameters, each in the place that the URL format gives it. */
function createParameters(operation: Operation, urlFormat: UrlFormat): JsonSchema[] {
  const { path = noParams, query = noParams } = operation.input
  return [path, query].flatMap((place) => {
    const { properties, required = [] } = publishSchema(place)
    return Object.entries(properties).map(([name, { description, examples, ...schema }]) => {
      const example = findExample(operation, name, { examples, ...schema })
      const isRequired = required.includes(name)
      return {
        name,
        in: place === path && urlFormat === 'new' ? 'path' : 'query',
        required: isRequired,
        description,
        schema: isRequired ? fillIn(schema, example, example) : fillIn(schema, schema.default ?? '', example),
        // `metadata[invoice]=42`
        ...(schema.type === 'object' ? { style: 'deepObject', explode: true } : {}),
        ...(isRequired ? { example } : {}),
      }
    })
  })
}

const noParams = Type.Object({})

/**
 * Says what tools fill a form with. Bruno switches on each parameter that has an example or a default of its own. Postman sends every
 * parameter, and makes up values from the schema where there is no default. Both are wrong for optional parameters. But Postman looks into
 * `allOf`, and Bruno does not. So `allOf` contains an example that is not sent, and a default that means the same as no parameter.
 */
function fillIn(schema: JsonSchema, value: unknown, example: unknown): JsonSchema {
  return { ...schema, allOf: [{ default: value, example }] }
}

/** Makes the request body: JSON, and also form fields where every value is plain. */
function createRequestBody({ input, examples }: Operation): JsonSchema {
  if (input.body === undefined) return {}
  const schema = publishSchema(input.body)
  const names = Object.keys(schema.properties)
  const bodies = examples.map(({ summary, params }) => ({
    summary,
    value: Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name))),
  }))
  const [first] = bodies
  const content = {
    schema: fillIn(schema, first?.value, first?.value),
    examples: Object.fromEntries(bodies.map((body, index) => [`example${index + 1}`, body])),
  }
  const isPlain = Object.values(schema.properties).every(({ type }) => type !== 'array' && type !== 'object')
  return {
    requestBody: {
      description: 'If a tool cannot send a body, send the same names in the query, as far as their values are plain',
      content: {
        'application/json': content,
        ...(isPlain ? { 'application/x-www-form-urlencoded': content } : {}),
      },
    },
  }
}

/** Finds a value that works: the one in an example of the operation, or else the schema's own. */
function findExample({ examples }: Operation, name: string, schema: JsonSchema): unknown {
  const shown = examples.find(({ params }) => params[name] !== undefined)?.params[name]
  const [own] = (schema.examples ?? []) as readonly unknown[]
  const [first] = (schema.enum ?? []) as readonly unknown[]
  return shown ?? own ?? schema.default ?? first
}

function createResponse(operation: Operation): JsonSchema {
  const examples = operation.examples.map((example, index) => [
    `example${index + 1}`,
    { summary: example.summary, value: { data: example.result } },
  ])
  return {
    description: 'The result, under `data`',
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

/** Finds what the gate really says when every parameter is wrong or missing. */
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
