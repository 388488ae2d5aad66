import type { Operation, OperationExample } from '../operations/operation.ts'
import { dropBraces, listPathParams, type UrlFormat } from '../operations/operation-path.ts'

/** The URL of an example request, without the token. */
export function renderExampleUrl(
  { path }: Operation,
  { params }: OperationExample,
  { origin, urlFormat = 'new' }: { readonly origin: string; readonly urlFormat?: UrlFormat },
): string {
  const inPath = urlFormat === 'new' ? listPathParams(path) : []
  const filled = inPath.reduce((url, name) => url.replace(`{${name}}`, encodeURIComponent(String(params[name]))), path)
  const query = Object.entries(params)
    .filter(([name]) => !inPath.includes(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replaceAll('%2F', '/')}`)
  return `${origin}${dropBraces(filled)}${query.length === 0 ? '' : `?${query.join('&')}`}`
}

/** The curl command of an example request, with the token from a variable of the shell. */
export function renderExampleCommand(operation: Operation, example: OperationExample, origin: string): string {
  return `curl -sS -H "Authorization: Bearer $API_TOKEN" "${renderExampleUrl(operation, example, { origin })}"`
}
