import fc from 'fast-check'

/** A parameter of an operation, as a document describes it. */
export interface DocumentedParameter {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly required?: boolean
  readonly example?: unknown
  readonly schema: {
    readonly type: string
    readonly enum?: readonly string[]
    readonly minimum?: number
    readonly maximum?: number
    readonly minLength?: number
    readonly maxLength?: number
    readonly pattern?: string
  }
}

/** A query: names and values in order, decoded. */
export type Query = readonly (readonly [name: string, value: string])[]

/** Queries that fit the parameters' schemas: the required ones, and a few of the others. Of many some would not go together. */
export function arbitraryValidQuery(parameters: readonly DocumentedParameter[]): fc.Arbitrary<Query> {
  const [required, optional] = [true, false].map((wanted) =>
    parameters.filter((parameter) => (parameter.required === true) === wanted),
  ) as [DocumentedParameter[], DocumentedParameter[]]
  return fc
    .subarray(optional, { maxLength: Math.min(4, optional.length) })
    .chain((chosen) =>
      fc.tuple(
        ...[...required, ...chosen].map((parameter) =>
          arbitraryValue(parameter).map((value) => [nameIn(parameter), value] as const),
        ),
      ),
    )
}

/** A query with one fault, and the name of the parameter that has it. */
export interface FaultyQuery {
  readonly query: Query
  readonly faulty: string
}

/** Queries of which exactly one parameter does not fit its schema. */
export function arbitraryFaultyQuery(parameters: readonly DocumentedParameter[]): fc.Arbitrary<FaultyQuery> {
  const good = parameters
    .filter(({ required }) => required)
    .map(({ name, example }) => [name, String(example)] as const)
  const cases = parameters.flatMap((parameter) => {
    const others = good.filter(([name]) => name !== parameter.name)
    const faults = listFaults(parameter).map((fault) =>
      fault.map((values) => ({
        query: [...others, ...values.map((value) => [parameter.name, value] as const)],
        faulty: parameter.name,
      })),
    )
    return faults
  })
  return fc.oneof(...cases)
}

/** Of an object one entry is sent: `metadata[name]`. */
function nameIn({ name, schema }: DocumentedParameter): string {
  return schema.type === 'object' ? `${name}[name]` : name
}

function arbitraryValue({ schema }: DocumentedParameter): fc.Arbitrary<string> {
  if (schema.type === 'boolean') return fc.constantFrom('true', 'false')
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.type === 'integer') {
    return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 2 ** 31 - 1 }).map(String)
  }
  if (schema.type === 'object') return fc.stringMatching(/^[A-Za-z0-9]{1,20}$/)
  const { minLength = 0, maxLength = 100, pattern } = schema
  if (pattern === undefined) return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) })
  return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length >= minLength && text.length <= maxLength)
}

/** The ways in which one parameter can be wrong; each gives its values, of which none, one or two are sent. */
function listFaults(parameter: DocumentedParameter): fc.Arbitrary<readonly string[]>[] {
  const { schema, required } = parameter
  if (schema.type === 'object') return [fc.constant(['a'])]
  const value = arbitraryValue(parameter)
  const faults: fc.Arbitrary<readonly string[]>[] = [fc.tuple(value, value)]
  if (required === true) faults.push(fc.constant(['']), fc.constant([]))
  const { enum: values, pattern, minimum, maximum, minLength, maxLength } = schema
  if (values !== undefined) faults.push(wrong(fc.string({ minLength: 1 }), (text) => !values.includes(text)))
  if (schema.type === 'integer') {
    faults.push(fc.constantFrom(['1.5'], ['1e2'], ['0x10'], [' 5'], ['five'], ['+5'], ['１']))
    if (minimum !== undefined) faults.push(fc.integer({ max: minimum - 1 }).map((number) => [String(number)]))
    if (maximum !== undefined)
      faults.push(fc.integer({ min: maximum + 1, max: Number.MAX_SAFE_INTEGER }).map((number) => [String(number)]))
  }
  if (pattern !== undefined) {
    const expression = new RegExp(pattern)
    faults.push(wrong(fc.string({ unit: 'binary', minLength: 1 }), (text) => !expression.test(text)))
  }
  if (minLength !== undefined && minLength > 1) faults.push(fc.constant(['a'.repeat(minLength - 1)]))
  if (maxLength !== undefined) faults.push(fc.constant(['a'.repeat(maxLength + 1)]))
  return faults
}

/** A lone surrogate cannot be sent: `encodeURIComponent` refuses it. */
function wrong(texts: fc.Arbitrary<string>, isWrong: (text: string) => boolean): fc.Arbitrary<readonly string[]> {
  return texts.filter((text) => text.isWellFormed() && isWrong(text)).map((text) => [text])
}
