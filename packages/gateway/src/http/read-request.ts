import type { FastifyRequest } from 'fastify'
import type { GateRequest } from '../gate/gate.ts'
import { readClientAddress } from './client-address.ts'
import { type Query, queryOf, readQueryString } from './query-string.ts'
import type { ReadBody } from './read-body.ts'

/**
 * Reads a request for the gate: where the token is, and the parameters of path, query and body. What cannot be read is
 * told in `unreadable`, so that the gate can look at the token before it refuses the rest.
 */
export function readRequest(request: FastifyRequest, { json, form, unreadable }: ReadBody): GateRequest {
  const { query, isMalformed } = readQueryString(acceptPublishedSpelling(queryOf(request.raw.url ?? '')))
  const token = takeApiToken(request.headers.authorization, query)
  addText(query, request.params as Record<string, string>)
  if (form !== undefined) addText(query, form)
  return {
    input: json === undefined ? { text: query } : { text: query, json },
    unreadable: isMalformed ? { code: 'malformed_query' } : unreadable,
    token,
    clientAddress: readClientAddress(request),
    requestId: request.id,
  }
}

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

/**
 * Puts the parameters of the path, which the router has decoded strictly, or of a form among those of the query. One
 * that is given in both becomes a list, which the gate refuses like every other parameter that is given twice.
 */
function addText(query: Query, added: Query): void {
  for (const name in added) {
    const inQuery = query[name]
    const value = added[name] as string | string[]
    query[name] = inQuery === undefined ? value : [value, inQuery].flat()
  }
}

/**
 * The published examples of this API also write `key_name/pdfs/report.pdf` where `key_name=pdfs/report.pdf` is meant.
 * Both are accepted: a parameter that begins with `key_name/` is the key, unless `key_name=` is given as well.
 * @param queryString as it was sent: once it is split at `=` and decoded, the end of a key such as `a=` is lost
 * @returns the query string in the one spelling
 */
export function acceptPublishedSpelling(queryString: string): string {
  if (!/(?:^|&)key_name(?:\/|%2F|%2f)/.test(queryString) || /(?:^|&)key_name(?:[=&]|$)/.test(queryString))
    return queryString
  return queryString.replaceAll(/(^|&)key_name(?:\/|%2F|%2f)/g, '$1key_name=')
}
