import type { Operation } from '../../src/operations/operation.ts'
import { dropBraces } from '../../src/operations/operation-path.ts'
import type { Params } from './document-operations.ts'
import type { Signer } from './sign.ts'

/** Replaces parameters of a request, at every depth where the schema has them. */
export function fillIn(params: Params, schema: object, fields: Params): Params {
  const { properties = {} } = schema as { properties?: Record<string, { items?: object }> }
  const filled = Object.entries(params).map(([name, value]) => {
    const { items } = properties[name] ?? {}
    const isList = Array.isArray(value) && items !== undefined
    return [name, isList ? value.map((entry) => fillIn(entry, items, fields)) : value]
  })
  const known = Object.entries(fields).filter(([name]) => Object.hasOwn(properties, name))
  return { ...Object.fromEntries(filled), ...Object.fromEntries(known) }
}

/** Sends the parameters of the body as JSON, and the others in the query. @returns the answer without its request id */
export async function sendParams({ url, token }: Signer, { method, path, input }: Operation, params: Params) {
  const inBody = (name: string) => Object.hasOwn(input.body?.properties ?? {}, name)
  const [query, body] = [false, true].map((wanted) =>
    Object.entries(params).filter(([name]) => inBody(name) === wanted),
  ) as [[string, unknown][], [string, unknown][]]
  const target = new URL(dropBraces(path), url)
  for (const [name, value] of query) target.searchParams.set(name, String(value))
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = input.body === undefined ? {} : { body: JSON.stringify(Object.fromEntries(body)) }
  const response = await fetch(target, { method, headers, ...sent })
  return { status: response.status, text: (await response.text()).replace(/"requestId":"[^"]*"/, '') }
}
