/** A decoded query: text, or every text of a name that is given more than once. Has no prototype. */
export type Query = Record<string, string | string[]>

/** A query as far as it can be read. */
export interface ReadQuery {
  readonly query: Query
  /** Whether a part was left out because its percent-encoding is broken or is not UTF-8. */
  readonly isMalformed: boolean
}

/**
 * Decodes a query string by the rules of HTML forms (`+` is a space, `%2B` a plus; WHATWG URL, section 5.1), but
 * strictly: a key that is decoded to something else than was meant would be signed as another object. What cannot be
 * decoded is left out and told, so that the gate can look at the token before it refuses the rest.
 */
export function readQueryString(text: string): ReadQuery {
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

/** The query part of a request target, without its `?`. */
export function queryOf(requestTarget: string): string {
  const mark = requestTarget.indexOf('?')
  return mark === -1 ? '' : requestTarget.slice(mark + 1)
}
