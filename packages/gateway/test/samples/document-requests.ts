import fc from 'fast-check'
import {
  type DocumentedOperation,
  type DocumentedParameter,
  type DocumentedRequest,
  type DocumentedSchema,
  type Params,
  placeParams,
} from './document-operations.ts'

/** A bound on the optional parameters, because some parameters exclude each other. */
const mostOptional = 4

/** Parameters that match their schemas: the required ones and a few optional ones. */
export function arbitraryParams(parameters: readonly DocumentedParameter[]): fc.Arbitrary<Params> {
  const [required, optional] = [true, false].map((wanted) =>
    parameters.filter((parameter) => parameter.required === wanted),
  ) as [DocumentedParameter[], DocumentedParameter[]]
  return fc
    .subarray(optional, { maxLength: Math.min(mostOptional, optional.length) })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries([...required, ...chosen].map((parameter) => [parameter.name, arbitraryIn(parameter)])),
      ),
    )
}

/** A request with one faulty parameter, and its path, as in `requests[0].key_name`. */
export interface FaultyRequest {
  readonly request: DocumentedRequest
  readonly faulty: string
}

/** Requests in which exactly one parameter does not match its schema. */
export function arbitraryFaultyRequest(operation: DocumentedOperation): fc.Arbitrary<FaultyRequest> {
  const { parameters, examples } = operation
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
  const good = Object.fromEntries(required.map((name) => [name, examples[0]?.[name]]))
  const faults = parameters.flatMap((parameter) => {
    const { [parameter.name]: _, ...others } = good
    const { path, query, body } = placeParams(operation, others)
    if (parameter.in === 'body') {
      return listJsonFaults(parameter, good[parameter.name], parameter.name).map((fault) =>
        fault.map(({ value, place }) => ({
          request: { path, query, body: { ...body, [parameter.name]: value } },
          faulty: place,
        })),
      )
    }
    return listTextFaults(parameter).map((fault) =>
      fault.map((values) => ({
        request:
          parameter.in === 'path'
            ? { path: path.replace(`{${parameter.name}}`, encodeURIComponent(values[0] ?? '')), query, body }
            : { path, query: [...query, ...values.map((value) => [parameter.name, value] as const)], body },
        faulty: parameter.name,
      })),
    )
  })
  return fc.oneof(...faults)
}

/** A cache, because arbitraries are expensive to make and the schemas of a document do not change. */
const arbitraries = new WeakMap<DocumentedSchema, fc.Arbitrary<unknown>>()

/** Values that match a schema. */
export function arbitraryValue(schema: DocumentedSchema): fc.Arbitrary<unknown> {
  const made = arbitraries.get(schema) ?? createArbitrary(schema)
  arbitraries.set(schema, made)
  return made
}

/** Values of a parameter. Clients remove a path segment of dots, however it is encoded (RFC 3986, section 5.2.4). */
function arbitraryIn({ in: place, schema }: DocumentedParameter): fc.Arbitrary<unknown> {
  const value = arbitraryValue(schema)
  return place === 'path' ? value.filter((text) => text !== '.' && text !== '..') : value
}

function createArbitrary(schema: DocumentedSchema): fc.Arbitrary<unknown> {
  const { type, properties, items, minLength = 0, maxLength = 100, pattern } = schema
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer') return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 2 ** 31 - 1 })
  if (type === 'array' && items !== undefined) {
    const { minItems = 0, maxItems = 100 } = schema
    return fc.array(arbitraryValue(items), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) })
  }
  if (properties !== undefined) return arbitraryParams(listProperties(schema))
  if (type === 'object') return fc.record({ name: fc.stringMatching(/^[A-Za-z0-9]{1,20}$/) })
  if (pattern === undefined) return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) })
  return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length >= minLength && text.length <= maxLength)
}

/** Lists the members of an object as parameters. */
export function listProperties({ properties = {}, required = [] }: DocumentedSchema): DocumentedParameter[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'body',
    required: required.includes(name),
    schema,
  }))
}

/** Lists the ways in which a parameter can be wrong as text. Each yields the values to send: none, one or two. */
function listTextFaults(parameter: DocumentedParameter): fc.Arbitrary<readonly string[]>[] {
  const { schema, required } = parameter
  const faults: fc.Arbitrary<readonly string[]>[] = listValueFaults(schema).map((fault) =>
    fault.map((value) => [String(value)]),
  )
  // An empty or missing segment makes a different path.
  if (parameter.in === 'path') return faults
  if (schema.type === 'object') return [fc.constant(['a'])]
  const value = arbitraryValue(schema).map(String)
  faults.push(fc.tuple(value, value))
  if (required) faults.push(fc.constant(['']), fc.constant([]))
  if (schema.type === 'integer') {
    faults.push(fc.constantFrom(['1.5'], ['1e2'], ['0x10'], [' 5'], ['five'], ['+5'], ['１']))
  }
  return faults
}

/** An invalid value and its path. The value undefined leaves the parameter out. */
interface JsonFault {
  readonly value: unknown
  readonly place: string
}

/**
 * Lists the ways in which a parameter can be wrong in JSON, at every depth.
 * @param good its valid value
 */
function listJsonFaults(
  { schema, required }: DocumentedParameter,
  good: unknown,
  place: string,
): fc.Arbitrary<JsonFault>[] {
  const { type, items, properties, minItems = 0, maxItems } = schema
  const here: fc.Arbitrary<unknown>[] = [fc.constantFrom(...oddValues.filter((value) => !isOfType(value, type)))]
  here.push(...listValueFaults(schema))
  if (required) here.push(fc.constantFrom(undefined, null))
  if (required && type === 'string') here.push(fc.constant(''))
  const deeper: fc.Arbitrary<JsonFault>[] = []
  if (type === 'array' && items !== undefined) {
    const [first] = Array.isArray(good) ? good : []
    if (minItems > 0) here.push(fc.constant([]))
    if (maxItems !== undefined && first !== undefined) here.push(fc.constant(Array(maxItems + 1).fill(first)))
    const entry: DocumentedParameter = { name: place, in: 'body', required: false, schema: items }
    deeper.push(
      ...listJsonFaults(entry, first, `${place}[0]`).map((fault) =>
        fault.map((inner) => ({ ...inner, value: [inner.value] })),
      ),
    )
  }
  if (properties !== undefined) {
    const all = listProperties(schema)
    const least = all.filter((property) => property.required).map(({ name, schema: one }) => [name, sampleOf(one)])
    const whole: Params = { ...Object.fromEntries(least), ...(good as Params | undefined) }
    for (const property of all) {
      const faults = listJsonFaults(property, whole[property.name], `${place}.${property.name}`)
      deeper.push(
        ...faults.map((fault) =>
          fault.map((inner) => ({ ...inner, value: { ...whole, [property.name]: inner.value } })),
        ),
      )
    }
  }
  return [...here.map((fault) => fault.map((value) => ({ value, place }))), ...deeper]
}

/** Makes a matching value, always the same one. */
function sampleOf(schema: DocumentedSchema): unknown {
  return fc.sample(arbitraryValue(schema), { numRuns: 1, seed: 1 })[0]
}

const oddValues = ['text', 5, 1.5, true, ['text'], { name: 'text' }]

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value)
  // The other rules of the schema decide about the content of a text.
  return typeof value === type
}

/** Of ASCII, or of any code points. `fc.string` with the unit `binary` takes half a second to make. */
const anyText = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.array(fc.integer({ min: 0, max: 0x10ffff }), { minLength: 1 }).map((points) => String.fromCodePoint(...points)),
)

/** Lists values of the right type that are out of bounds. */
function listValueFaults(schema: DocumentedSchema): fc.Arbitrary<unknown>[] {
  const { type, enum: values, pattern, minimum, maximum, minLength, maxLength } = schema
  const faults: fc.Arbitrary<unknown>[] = []
  if (values !== undefined) {
    if (type === 'integer') faults.push(fc.integer().filter((number) => !values.includes(number)))
    else faults.push(wrong(fc.string({ minLength: 1 }), (text) => !values.includes(text)))
  }
  if (minimum !== undefined) faults.push(fc.integer({ max: minimum - 1 }))
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) {
    faults.push(fc.integer({ min: maximum + 1, max: Number.MAX_SAFE_INTEGER }))
  }
  if (pattern !== undefined) {
    const expression = new RegExp(pattern)
    faults.push(wrong(anyText, (text) => !expression.test(text)))
  }
  if (minLength !== undefined && minLength > 1) faults.push(fc.constant('a'.repeat(minLength - 1)))
  if (maxLength !== undefined) faults.push(fc.constant('a'.repeat(maxLength + 1)))
  return faults
}

/** Filters wrong texts. Lone surrogates are left out, because `encodeURIComponent` refuses them. */
function wrong(texts: fc.Arbitrary<string>, isWrong: (text: string) => boolean): fc.Arbitrary<string> {
  return texts.filter((text) => text.isWellFormed() && isWrong(text))
}
