import { AppError } from '../core/app-error.ts'

/** A decoded query: text, or every text of a name that is given more than once. Has no prototype. */
export type Query = Record<string, string | string[]>

/**
 * Decodes a query string by the rules of HTML forms (`+` is a space, `%2B` a plus; WHATWG URL, section 5.1), but
 * strictly: a key that is decoded to something else than was meant would be signed as another object.
 * @throws AppError `malformed_query` for broken percent-encoding and for bytes that are not UTF-8
 */
export function parseQueryString(text: string): Query {
  const query: Query = Object.create(null)
  if (text === '') return query
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
    const present = query[name]
    if (present === undefined) query[name] = value
    else if (Array.isArray(present)) present.push(value)
    else query[name] = [present, value]
  }
  return query
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw new AppError('malformed_query')
  }
}

/** The query part of a request target, without its `?`. */
export function cutQueryString(requestTarget: string): string {
  const mark = requestTarget.indexOf('?')
  return mark === -1 ? '' : requestTarget.slice(mark + 1)
}
