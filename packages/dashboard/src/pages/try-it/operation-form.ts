/** What an operation uses or changes: only the gateway, a signature, or the store. */
export type Effect = 'none' | 'sign' | 'read' | 'change'

/** How a value is entered. `list` has texts, `map` has names with texts, and `json` is for everything else that is not plain. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'map' | 'json'

/** One parameter of an operation. */
export interface Field {
  readonly name: string
  readonly place: 'path' | 'query' | 'body'
  readonly kind: FieldKind
  /** Whether its JSON value is a number. A choice can be between numbers, too. */
  readonly isNumber: boolean
  readonly isRequired: boolean
  readonly description: string
  /** The values of a `choice`. */
  readonly choices: readonly string[]
  /** The gateway's default value; undefined if it has none. */
  readonly fallback: string | undefined
  /** An example of a valid value. */
  readonly example: string
  readonly min?: number
  readonly max?: number
}

/** An operation of the gateway, as a form shows it. */
export interface OperationForm {
  /** `signed_url` */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** The path, with its parameters in braces. */
  readonly path: string
  readonly category: string
  readonly summary: string
  /** Markdown. */
  readonly description: string
  readonly effect: Effect
  readonly fields: readonly Field[]
  /** An example of the whole body, for operations whose body has more than plain values. The body is then entered as JSON. */
  readonly bodyExample: string | undefined
}

/** A JSON Schema, limited to the keywords that the gateway writes. */
interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: unknown
  readonly description?: string
  readonly examples?: readonly unknown[]
  /** Holds an example that tools do not send automatically. */
  readonly allOf?: readonly [{ readonly example?: unknown }]
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description?: string
  readonly schema: Schema
}

interface Item {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly [string]
  readonly 'x-effect': Effect
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
}

/** The gateway's OpenAPI document (`/openapi.json`), limited to what forms need. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Item>>>>
}

/** Makes a form for each operation, in the order of the document. */
export function readOperations({ paths }: OpenApiDocument): readonly OperationForm[] {
  return Object.entries(paths).flatMap(([path, items]) =>
    Object.entries(items).map(([method, item]) => readOperation(method.toUpperCase(), path, item)),
  )
}

function readOperation(method: string, path: string, item: Item): OperationForm {
  const { parameters, requestBody } = item
  const schema = requestBody?.content['application/json'].schema
  const outside = parameters.map((one) => readField(one.name, one.in, one.required, one.schema, one.description))
  const inBody = Object.entries(schema?.properties ?? {}).map(([name, one]) =>
    readField(name, 'body', schema?.required?.includes(name) === true, one, one.description),
  )
  const isWhole = inBody.some(({ kind, isRequired }) => kind === 'json' && isRequired)
  return {
    name: item.operationId,
    method: method as OperationForm['method'],
    path,
    category: item.tags[0],
    summary: item.summary,
    description: item.description,
    effect: item['x-effect'],
    fields: isWhole ? outside : [...outside, ...inBody],
    bodyExample: isWhole ? JSON.stringify(schema?.allOf?.[0].example ?? {}, null, 2) : undefined,
  }
}

function readField(name: string, place: Field['place'], isRequired: boolean, schema: Schema, text = ''): Field {
  const { minimum, maximum, examples, allOf } = schema
  const kind = chooseKind(schema)
  return {
    name,
    place,
    kind,
    isNumber: schema.type === 'integer' || schema.type === 'number',
    isRequired,
    description: text,
    choices: kind === 'choice' ? (schema.enum ?? []).map(String) : [],
    fallback: schema.default === undefined ? undefined : String(schema.default),
    example: writeExample(allOf?.[0].example ?? examples?.[0]),
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: maximum }),
  }
}

function chooseKind({ type, enum: choices, items, properties }: Schema): FieldKind {
  if (choices !== undefined) return 'choice'
  if (type === 'boolean') return 'boolean'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'array') return items?.type === 'string' ? 'list' : 'json'
  if (type === 'object') return properties === undefined ? 'map' : 'json'
  return 'text'
}

function writeExample(example: unknown): string {
  if (example === undefined) return ''
  return typeof example === 'object' ? JSON.stringify(example) : String(example)
}
