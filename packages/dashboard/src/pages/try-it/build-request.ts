import type { FieldProblem } from '../../api/api-error.ts'
import type { Field, OperationForm } from './operation-form.ts'

/** A name and its text, from a map. */
export type Pair = readonly [name: string, text: string]

/** The value of a field: a text, the texts of a list, or the names and texts of a map. */
export type FieldValue = string | readonly (string | Pair)[]

/** The values of a form by the names of its fields. */
export type FormValues = Readonly<Record<string, FieldValue>>

/** The name of the field for a body that is entered as a whole. */
export const wholeBody = 'body'

/** A call of an operation, without its token. */
export interface OperationRequest {
  readonly method: string
  /** The path, with its parameters filled in. */
  readonly path: string
  readonly query: readonly Pair[]
  readonly body?: unknown
}

/** Builds the request from a form and omits empty fields. @returns the request, or the problems with the values */
export function buildRequest(
  form: OperationForm,
  values: FormValues,
): { readonly request: OperationRequest } | { readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = []
  const given = form.fields.filter((field) => !isEmpty(values[field.name]))
  for (const { name, isRequired } of form.fields) {
    if (isRequired && isEmpty(values[name])) problems.push({ parameter: name, message: `\`${name}\` is required` })
  }

  function read(field: Pick<Field, 'name' | 'kind' | 'isNumber'>): unknown {
    try {
      return toJson(field, values[field.name] ?? '')
    } catch (error) {
      problems.push({ parameter: field.name, message: (error as Error).message })
      return undefined
    }
  }

  let path = form.path
  for (const { name, place } of given) {
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(String(values[name])))
  }
  const query = given
    .filter(({ place }) => place === 'query')
    .flatMap((field) => toPairs(field, values[field.name] ?? ''))
  const inBody = given.filter(({ place }) => place === 'body').map((field) => [field.name, read(field)] as const)
  const request = { method: form.method, path, query }
  const body =
    form.bodyExample === undefined
      ? Object.fromEntries(inBody)
      : read({ name: wholeBody, kind: 'json', isNumber: false })
  if (problems.length > 0) return { problems }
  return { request: form.method === 'POST' ? { ...request, body } : request }
}

function isEmpty(value: FieldValue | undefined): boolean {
  if (value === undefined) return true
  if (typeof value === 'string') return value === ''
  return value.every((one) => (typeof one === 'string' ? one === '' : one[0] === '' && one[1] === ''))
}

/** Writes a map as `metadata[name]=…`, and every other value under its own name. */
function toPairs({ name, kind }: Field, value: FieldValue): [string, string][] {
  if (typeof value === 'string') return [[name, value]]
  if (kind === 'map') return listEntries(value).map(([key, text]) => [`${name}[${key}]`, text])
  return listTexts(value).map((text) => [name, text])
}

function toJson({ kind, isNumber }: Pick<Field, 'kind' | 'isNumber'>, value: FieldValue): unknown {
  if (kind === 'map') return Object.fromEntries(listEntries(value))
  if (kind === 'list') return listTexts(value)
  const text = String(value)
  if (kind === 'boolean') return text === 'true'
  if (isNumber) return readNumber(text)
  if (kind === 'json') return readJson(text)
  return text
}

/** Reads a number. Any other text is sent unchanged, so that the gateway reports what is valid. */
function readNumber(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text))) ? Number(text) : text
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`This is not JSON: ${(error as Error).message}`)
  }
}

function listEntries(value: FieldValue): Pair[] {
  return typeof value === 'string' ? [] : (value.filter((one) => typeof one !== 'string' && one[0] !== '') as Pair[])
}

function listTexts(value: FieldValue): string[] {
  return [value].flat().filter((one): one is string => typeof one === 'string' && one !== '')
}
