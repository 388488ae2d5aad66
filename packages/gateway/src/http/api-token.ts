import type { Query } from './query-string.ts'

/**
 * Takes the API token out of a request: `Authorization: Bearer` first, else `?api_token=`. The parameter leaves the
 * query, so that nothing further along sees it.
 */
export function takeApiToken(authorization: string | undefined, query: Query): string | undefined {
  const parameter = query.api_token
  delete query.api_token
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization ?? '')
  if (bearer?.[1] !== undefined) return bearer[1]
  return Array.isArray(parameter) ? parameter[0] : parameter
}
