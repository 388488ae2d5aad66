import { Compile } from 'typebox/compile'

/** A response of a document, without references, against which answers are checked. */
export interface DocumentedResponse {
  readonly headers?: Readonly<
    Record<string, { readonly required?: boolean; readonly schema: { readonly type?: string } }>
  >
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

/** An answer of the gateway. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/**
 * Finds where an answer deviates from its document: a missing, wrong or undocumented header or field.
 * @returns one line for each deviation
 */
export function findDeviations(response: DocumentedResponse | undefined, answer: Answer): string[] {
  if (response === undefined) return [`the status ${answer.status} is not documented`]
  const [contentType, { schema } = { schema: {} }] = Object.entries(response.content ?? {})[0] ?? []
  const deviations: string[] = []
  if (answer.headers.get('content-type')?.split(';')[0] !== contentType) deviations.push('another content type')
  for (const [name, { required, schema: valueSchema }] of Object.entries(response.headers ?? {})) {
    const value = answer.headers.get(name)
    if (value === null) {
      if (required === true) deviations.push(`no header ${name}`)
    } else if (!compile(valueSchema).Check(valueSchema.type === 'integer' ? Number(value) : value)) {
      deviations.push(`the header ${name}: ${value}`)
    }
  }
  const errors = compile(schema).Errors(answer.body)
  return [...deviations, ...errors.map(({ instancePath, message }) => `${instancePath} ${message}`)]
}

const validators = new WeakMap<object, ReturnType<typeof Compile>>()

function compile(schema: object): ReturnType<typeof Compile> {
  const validator = validators.get(schema) ?? Compile(close(schema) as object)
  validators.set(schema, validator)
  return validator
}

/** Closes every object schema that names its fields, so that an undocumented field is found. */
function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close)
  if (typeof schema !== 'object' || schema === null) return schema
  const closed = Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, close(value)]))
  return 'properties' in schema && 'type' in schema ? { additionalProperties: false, ...closed } : closed
}
