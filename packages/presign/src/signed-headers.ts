import { findHeaderValueProblem } from './header-value.ts'
import { PresignError } from './presign-error.ts'

/** Headers that are part of a signature: lowercase names, trimmed values, sorted by name, no `host`. */
export type SignedHeaders = readonly (readonly [name: string, value: string])[]

// RFC 9110, section 5.6.2.
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

// Headers that say something this package says elsewhere, and where.
const reservedHeaders = new Map([
  ['host', 'the host follows from the bucket and the endpoint'],
  ['authorization', 'the URL carries the signature, and S3 refuses two'],
  ['date', 'the signing time is `signedAt`'],
  ['x-amz-date', 'the signing time is `signedAt`'],
  ['x-amz-security-token', 'the session token belongs to the credentials'],
  ['x-amz-acl', 'use `acl`'],
])

// Clients and proxies set, change or drop these (RFC 9110, section 7.6.1; also never signed by the AWS SDKs).
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
 * Checks the headers that a caller wants signed, and brings them into signing order. Values are trimmed, as HTTP
 * itself does, and otherwise kept: what is returned is what the client must send.
 *
 * Throws `invalid_header`, `reserved_header` or `header_not_signable`. Messages name the header, never its value: it
 * may be an SSE-C key.
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
      throw new PresignError('invalid_header', `The header "${name}" is given twice: header names ignore case`)
    }
    const reservation = reservedHeaders.get(name)
    if (reservation !== undefined) {
      throw new PresignError('reserved_header', `The header "${name}" must not be given: ${reservation}`)
    }
    if (unstableHeaders.has(name) || name.startsWith('proxy-') || name.startsWith('sec-')) {
      throw new PresignError(
        'header_not_signable',
        `The header "${name}" cannot be signed: clients and proxies change it on the way. Leave it out`,
      )
    }
    checked.set(name, value.trim())
  }
  return sortByName([...checked])
}

/** Adds a header of our own (`x-amz-acl`) to checked ones. */
export function addSignedHeader(headers: SignedHeaders, header: SignedHeaders[number]): SignedHeaders {
  return sortByName([...headers, header])
}

function sortByName(headers: SignedHeaders): SignedHeaders {
  return headers.toSorted(([one], [other]) => (one < other ? -1 : 1))
}
