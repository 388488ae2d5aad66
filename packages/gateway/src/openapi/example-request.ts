import type { Operation, OperationExample } from '../operations/operation.ts'
import { dropBraces, listPathParams, type UrlFormat } from '../operations/operation-path.ts'

/** The URL of an example request, without the token. */
export function renderExampleUrl(
  { path, input }: Operation,
  { params }: OperationExample,
  { origin, urlFormat = 'new' }: { readonly origin: string; readonly urlFormat?: UrlFormat },
): string {
  const inPath = urlFormat === 'new' ? listPathParams(path) : []
  const filled = inPath.reduce((url, name) => url.replace(`{${name}}`, encodeURIComponent(String(params[name]))), path)
  const query = Object.entries(params)
    .filter(([name]) => !inPath.includes(name) && !Object.hasOwn(input.body?.properties ?? {}, name))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replaceAll('%2F', '/')}`)
  return `${origin}${dropBraces(filled)}${query.length === 0 ? '' : `?${query.join('&')}`}`
}

/** The curl command of an example request, with the token from a variable of the shell. */
export function renderExampleCommand(operation: Operation, example: OperationExample, origin: string): string {
  const url = renderExampleUrl(operation, example, { origin })
  const method = operation.method === 'GET' ? '' : ` -X ${operation.method}`
  const names = Object.keys(operation.input.body?.properties ?? {})
  const fields = Object.entries(example.params).filter(([name]) => names.includes(name))
  const json = JSON.stringify(Object.fromEntries(fields)).replaceAll("'", "'\\''")
  const body = names.length === 0 ? '' : ` -H "Content-Type: application/json" -d '${json}'`
  return `curl -sS${method} -H "Authorization: Bearer $API_TOKEN"${body} "${url}"`
}
