import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { GateRequest } from '../gate/gate.ts'
import { findSentToken, type SentToken } from '../tokens/sent-token.ts'
import { readClientAddress } from './client-address.ts'
import { acceptPublishedSpelling, type Query, queryOf, readQueryString } from './query-string.ts'
import type { ReadBody } from './read-body.ts'

/**
 * Reads a request for the gate: where the token is, and the parameters of path, query and body. `unreadable` tells what
 * cannot be read, so that the gate can look at the token before it refuses the rest.
 */
export function readRequest(request: FastifyRequest, { json, form, unreadable }: ReadBody): GateRequest {
  const { headers, raw } = request
  const text = acceptPublishedSpelling(queryOf(raw.url ?? ''))
  const { query, apart, isMalformed } = readQueryString(text, tokenParameter)
  const { token, tokenProblem } = findApiToken(headers, apart, query, form ?? json)
  addText(query, request.params as Record<string, string>)
  if (form !== undefined) addText(query, form)
  return {
    input: json === undefined ? { text: query } : { text: query, json },
    unreadable: isMalformed ? { code: 'malformed_query' } : unreadable,
    token,
    origin: headers.origin,
    tokenProblem,
    clientAddress: readClientAddress(request),
    requestId: request.id,
  }
}

/** The parameter that an API token stands in. It is read apart from the query, so that nothing further along sees it. */
export const tokenParameter = 'api_token'

/**
 * Finds the API token of a request: `Authorization: Bearer`, or `?api_token=`.
 * @param parameter what was given for the latter
 * @param body where it may stand by mistake, beside other headers and parameters
 */
export function findApiToken(
  headers: IncomingHttpHeaders,
  parameter: string | string[] | undefined,
  query: Query,
  body?: object,
): SentToken {
  return findSentToken({
    authorization: headers.authorization,
    parameter,
    others: () => ({ ...headers, ...body, ...query }),
  })
}

/**
 * Puts the parameters of the path, which the router has decoded strictly, or of a form among those of the query. One
 * that is given in both becomes a list, which the gate refuses like every other parameter that is given twice.
 */
function addText(query: Query, added: Readonly<Query>): void {
  for (const name in added) {
    const inQuery = query[name]
    const value = added[name] as string | string[]
    query[name] = inQuery === undefined ? value : [value, inQuery].flat()
  }
}
