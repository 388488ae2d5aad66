import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { GateRequest } from '../gate/gate.ts'
import { findSentToken, type SentToken } from '../tokens/sent-token.ts'
import { readClientAddress } from './client-address.ts'
import type { ReadBody } from './read-body.ts'

/** A decoded query: text, or every text of a name that is given more than once. Has no prototype. */
export type Query = Record<string, string | string[]>

/**
 * Reads a request for the gate: where the token is, and the parameters of path, query and body. `unreadable` tells what
 * cannot be read, so that the gate can look at the token before it refuses the rest.
 */
export function readRequest(request: FastifyRequest, { json, form, unreadable }: ReadBody): GateRequest {
  const { query, isMalformed } = readQueryString(acceptPublishedSpelling(queryOf(request.raw.url ?? '')))
  const { token, tokenProblem } = takeApiToken(request.headers, query, form ?? json)
  addText(query, request.params as Record<string, string>)
  if (form !== undefined) addText(query, form)
  return {
    input: json === undefined ? { text: query } : { text: query, json },
    unreadable: isMalformed ? { code: 'malformed_query' } : unreadable,
    token,
    origin: request.headers.origin,
    tokenProblem,
    clientAddress: readClientAddress(request),
    requestId: request.id,
  }
}

/**
 * Takes the API token out of a request: `Authorization: Bearer`, or `?api_token=`. The parameter leaves the query, so that
 * nothing further along sees it.
 * @param body where it may stand by mistake, beside other headers and parameters
 */
export function takeApiToken(headers: IncomingHttpHeaders, query: Query, body: object = {}): SentToken {
  const parameter = query.api_token
  delete query.api_token
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

/**
 * Decodes a query string by the rules of HTML forms (`+` is a space, `%2B` a plus; WHATWG URL, section 5.1), but
 * strictly: a key that is decoded to something else than was meant would be signed as another object.
 * @returns what can be decoded, and whether a part was left out because its percent-encoding is broken or is not UTF-8
 */
export function readQueryString(text: string): { readonly query: Query; readonly isMalformed: boolean } {
  const query: Query = Object.create(null)
  let isMalformed = false
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
    if (name === undefined || value === undefined) isMalformed = true
    else addValue(query, name, value)
  }
  return { query, isMalformed }
}

function addValue(query: Query, name: string, value: string): void {
  const present = query[name]
  if (present === undefined) query[name] = value
  else if (Array.isArray(present)) present.push(value)
  else query[name] = [present, value]
}

function decode(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return undefined
  }
}

/** The path of a request target. */
export function pathOf(requestTarget: string): string {
  return requestTarget.split('?', 1)[0] ?? ''
}

/** The query of a request target, without its `?`. */
export function queryOf(requestTarget: string): string {
  const mark = requestTarget.indexOf('?')
  return mark === -1 ? '' : requestTarget.slice(mark + 1)
}
