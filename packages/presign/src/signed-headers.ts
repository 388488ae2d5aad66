import { PresignError } from './presign-error.ts'

/** The headers that a request signs: lowercase names, trimmed values, sorted by name, without `host`. */
export type SignedHeaders = readonly (readonly [name: string, value: string])[]

/** The value of `x-amz-content-sha256`, and of SigV4's payload hash, for an unknown body. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD'

// RFC 9110, section 5.6.2.
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

// Headers that the caller sets elsewhere, and where.
const reservedHeaders = new Map([
  ['host', 'the bucket and the endpoint determine the host'],
  ['authorization', 'the URL carries the signature, and S3 refuses two'],
  ['date', 'the signing time is `signedAt`'],
  ['x-amz-date', 'the signing time is `signedAt`'],
  ['x-amz-security-token', 'the session token belongs to the credentials'],
  ['x-amz-acl', 'use `acl`'],
])

// Clients and proxies set, change or remove these headers (RFC 9110, section 7.6.1). The AWS SDKs never sign them either.
const unstableHeaders = new Set([
  'connection',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amzn-trace-id',
])

/**
 * Checks the headers to sign, and sorts them. It trims values, as HTTP itself does, and changes nothing else. The client must
 * send exactly the returned headers.
 *
 * Throws `invalid_header`, `reserved_header` or `header_not_signable`. Messages name the header, but never its value, which
 * can be an SSE-C key.
 */
export function checkSignedHeaders(headers: Readonly<Record<string, string>>): SignedHeaders {
  const checked = new Map<string, string>()
  for (const [givenName, value] of Object.entries(headers)) {
    const name = givenName.toLowerCase()
    if (!token.test(name)) {
      throw new PresignError(
        'invalid_header',
        'A name in `headers` is not an HTTP token: use letters, digits and hyphens',
      )
    }
    const problem = findHeaderValueProblem(value)
    if (problem !== undefined) throw new PresignError('invalid_header', `The header "${name}" ${problem}`)
    if (checked.has(name)) {
      throw new PresignError('invalid_header', `The header "${name}" is set twice: header names ignore case`)
    }
    const reservation = reservedHeaders.get(name)
    if (reservation !== undefined) {
      throw new PresignError('reserved_header', `The header "${name}" must not be set: ${reservation}`)
    }
    if (unstableHeaders.has(name) || name.startsWith('proxy-') || name.startsWith('sec-')) {
      throw new PresignError(
        'header_not_signable',
        `The header "${name}" cannot be signed, because clients and proxies change it in transit: omit it`,
      )
    }
    checked.set(name, value.trim())
  }
  return sortByName([...checked])
}

/**
 * Checks the names of headers to sign as absent, and sorts them. Throws `invalid_header`.
 */
export function checkAbsentHeaders(names: readonly string[]): readonly string[] {
  for (const name of names) {
    if (token.test(name) && name === name.toLowerCase() && name !== 'host') continue
    throw new PresignError(
      'invalid_header',
      'A name in `absentHeaders` must be an HTTP token in lowercase, and must not be host, which every request has',
    )
  }
  return [...new Set(names)].sort()
}

/** Adds a header of this package (`host`, `x-amz-acl`) to checked headers, in sorted order. */
export function addSignedHeader(headers: SignedHeaders, header: SignedHeaders[number]): SignedHeaders {
  return sortByName([...headers, header])
}

function sortByName(headers: SignedHeaders): SignedHeaders {
  return headers.toSorted(([one], [other]) => (one < other ? -1 : 1))
}

/**
 * Says what is wrong with a header value, or returns `undefined` if every client and store passes it on unchanged. Such a value
 * is visible ASCII and spaces (RFC 9110, section 5.5, without its obsolete forms). The text continues the name of the header.
 */
export function findHeaderValueProblem(value: string): string | undefined {
  if (typeof value !== 'string') return 'must be a string'
  if (/^[\x20-\x7e]*$/.test(value)) return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  if (/[\x00-\x1f\x7f]/.test(value)) return 'must not contain a control character or a line break'
  return (
    'must be ASCII: HTTP headers carry nothing else reliably. Write a file name as ' +
    "filename*=UTF-8''na%C3%AFve.txt (RFC 5987), and percent-encode other values"
  )
}
