import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { GateRequest } from '../gate/gate.ts'
import { findSentToken, type SentToken } from '../tokens/sent-token.ts'
import { readClientAddress } from './client-address.ts'
import { acceptPublishedSpelling, type Query, queryOf, readQueryString } from './query-string.ts'
import type { ReadBody } from './read-body.ts'

/**
 * Reads a request for the gate: the token, and the parameters of path, query and body. `unreadable` says what could not be
 * read, so that the gate can check the token before it refuses the rest.
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

/** The query parameter of an API token. It is kept out of the query, so no later step sees it. */
export const tokenParameter = 'api_token'

/**
 * Finds the API token of a request: `Authorization: Bearer`, or `?api_token=`.
 * @param parameter the value of `api_token`
 * @param body a body that may contain the token by mistake, as other headers and parameters may
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
 * Adds the parameters of the path, which the router has decoded strictly, or of a form to those of the query. A parameter that
 * occurs in both becomes a list, which the gate refuses like any other parameter that is sent twice.
 */
function addText(query: Query, added: Readonly<Query>): void {
  for (const name in added) {
    const inQuery = query[name]
    const value = added[name] as string | string[]
    query[name] = inQuery === undefined ? value : [value, inQuery].flat()
  }
}
