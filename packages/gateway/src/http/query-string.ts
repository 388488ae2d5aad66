/** A decoded query: each name with its text, or with all its texts when it occurs more than once. It inherits nothing, so no name has a special meaning. */
export type Query = Record<string, string | string[]>

/** An empty prototype instead of none: V8 turns an object without a prototype into a hash table, which costs 0.6 µs per request. */
const EmptyQuery = function EmptyQuery() {} as unknown as new () => Query
Object.defineProperty(EmptyQuery, 'prototype', { value: Object.freeze(Object.create(null)) })

/**
 * The published examples of this API also write `key_name/pdfs/report.pdf` where `key_name=pdfs/report.pdf` is meant.
 * Both are accepted: a parameter that begins with `key_name/` is the key, unless `key_name=` is present as well.
 * @param queryString the query string as it was sent; splitting it at `=` and decoding it would lose the end of a key such as `a=`
 * @returns the query string with only the spelling `key_name=`
 */
export function acceptPublishedSpelling(queryString: string): string {
  if (!/(?:^|&)key_name(?:\/|%2F|%2f)/.test(queryString) || /(?:^|&)key_name(?:[=&]|$)/.test(queryString))
    return queryString
  return queryString.replaceAll(/(^|&)key_name(?:\/|%2F|%2f)/g, '$1key_name=')
}

/**
 * Decodes a query string by the rules of HTML forms (`+` is a space, `%2B` a plus; WHATWG URL, section 5.1), but
 * strictly: a key that is decoded wrongly would be signed as another object.
 * @param apart a parameter to keep out of the query, such as a token, so that no later step sees it
 * @returns what can be decoded, and whether a part was left out because its percent-encoding is broken or is not UTF-8
 */
export function readQueryString(text: string, apart?: string): ReadQuery {
  const query = new EmptyQuery()
  let keptApart: string | string[] | undefined
  let isMalformed = false
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
    if (name === undefined || value === undefined) isMalformed = true
    else if (name === apart) keptApart = addValue(keptApart, value)
    else query[name] = addValue(query[name], value)
  }
  return { query, apart: keptApart, isMalformed }
}

/** The result of {@link readQueryString}. */
export interface ReadQuery {
  readonly query: Query
  /** The value of the parameter that is kept out of the query. */
  readonly apart: string | string[] | undefined
  readonly isMalformed: boolean
}

function addValue(present: string | string[] | undefined, value: string): string | string[] {
  if (present === undefined) return value
  if (typeof present === 'string') return [present, value]
  present.push(value)
  return present
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

/** Removes the origin that a request target may begin with: `http://host:port/path`. RFC 9112, section 3.2. */
export function toOriginForm(requestTarget: string): string {
  if (requestTarget.startsWith('/')) return requestTarget
  const rest = requestTarget.replace(/^https?:\/\/[^/?#]*/i, '')
  return rest === requestTarget || rest.startsWith('/') ? rest : `/${rest}`
}

/** The query of a request target, without its `?`. */
export function queryOf(requestTarget: string): string {
  const mark = requestTarget.indexOf('?')
  return mark === -1 ? '' : requestTarget.slice(mark + 1)
}
