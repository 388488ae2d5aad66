import type { DocumentedResponse } from './document-responses.ts'

/** A schema as a document publishes it. */
export interface DocumentedSchema {
  readonly type: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly default?: unknown
  /** The value with which tools fill a form. */
  readonly allOf?: readonly [{ readonly example: unknown }]
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: DocumentedSchema
  /** An object without properties is a map of texts. */
  readonly properties?: Readonly<Record<string, DocumentedSchema>>
  readonly required?: readonly string[]
}

/** A parameter of an operation, in the path, the query or the body. */
export interface DocumentedParameter {
  readonly name: string
  readonly in: 'query' | 'path' | 'body'
  readonly required: boolean
  readonly example?: unknown
  readonly schema: DocumentedSchema
}

/** Decoded parameters by name, with the values that JSON would have. */
export type Params = Readonly<Record<string, unknown>>

/** An operation as a document describes it. */
export interface DocumentedOperation {
  readonly name: string
  readonly method: string
  /** The path, with its parameters in braces. */
  readonly path: string
  readonly parameters: readonly DocumentedParameter[]
  /** The content types of its body; empty if it accepts no body. */
  readonly contentTypes: readonly string[]
  /** Parameters that must be answered with 200. The first example has only the required ones, unless the document says otherwise. */
  readonly examples: readonly Params[]
  readonly responses: Readonly<Record<string, DocumentedResponse>>
}

interface RawOperation {
  readonly operationId: string
  readonly parameters: readonly DocumentedParameter[]
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { schema: DocumentedSchema; examples?: Readonly<Record<string, { value: Params }>> }>
    >
  }
  readonly responses: Readonly<Record<string, DocumentedResponse>>
}

/** Lists every operation of a document. @param document without references */
export function listDocumentedOperations(document: object): DocumentedOperation[] {
  const { paths } = document as { paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => readOperation(path, method.toUpperCase(), operation)),
  )
}

function readOperation(path: string, method: string, raw: RawOperation): DocumentedOperation {
  const content = raw.requestBody?.content ?? {}
  const { schema, examples = {} } = content['application/json'] ?? {}
  const bodies = Object.values(examples).map(({ value }) => value)
  const inBody = Object.entries(schema?.properties ?? {}).map(
    ([name, one]): DocumentedParameter => ({
      name,
      in: 'body',
      required: schema?.required?.includes(name) === true,
      example: bodies[0]?.[name],
      schema: one,
    }),
  )
  const [least, most] = [true, false].map((isLeast) =>
    Object.fromEntries(
      raw.parameters.flatMap(({ name, required, example }) =>
        example === undefined || (isLeast && !required) ? [] : [[name, example]],
      ),
    ),
  ) as [Params, Params]
  return {
    name: raw.operationId,
    method,
    path,
    parameters: [...raw.parameters.map(addExample), ...inBody],
    contentTypes: Object.keys(content),
    examples: bodies.length === 0 ? [least, most] : bodies.map((body) => ({ ...most, ...body })),
    responses: raw.responses,
  }
}

/** Copies the example of an optional parameter from where the document hides it, so that no tool sends it unasked. */
function addExample(parameter: DocumentedParameter): DocumentedParameter {
  return { ...parameter, example: parameter.schema.allOf?.[0].example }
}

/** A request of an operation. The names and values of the query are in order and decoded. */
export interface DocumentedRequest {
  readonly path: string
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly body: Params
}

/** Puts parameters into the path, the query and the body. */
export function placeParams({ path, parameters }: DocumentedOperation, params: Params): DocumentedRequest {
  const query: [string, string][] = []
  const body: Record<string, unknown> = {}
  let target = path
  for (const [name, value] of Object.entries(params)) {
    const place = parameters.find((parameter) => parameter.name === name)?.in ?? 'query'
    if (place === 'body') body[name] = value
    else if (place === 'path') target = target.replace(`{${name}}`, encodeURIComponent(String(value)))
    else query.push(...toTexts(name, value))
  }
  return { path: target, query, body }
}

/** Encodes a value for a query or a form: an object becomes one text for each entry, as in `metadata[name]`. */
export function toTexts(name: string, value: unknown): [name: string, value: string][] {
  if (typeof value !== 'object' || value === null) return [[name, String(value)]]
  return Object.entries(value).map(([key, text]) => [`${name}[${key}]`, String(text)])
}
