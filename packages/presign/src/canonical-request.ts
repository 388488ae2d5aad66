import { percentEncode } from './percent-encoding.ts'
import { PresignError } from './presign-error.ts'
import type { QueryParameters } from './query-parameters.ts'
import { addSignedHeader, type SignedHeaders, unsignedPayload } from './signed-headers.ts'

// Task 1 of SigV4 (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html): the canonical request,
// and its elements by their names in the specification.

/** The elements of a canonical request that follow from its headers. */
export interface CanonicalHeaders {
  /** "CanonicalHeaders": `name:value` and a line break for each header. */
  readonly lines: string
  /** "SignedHeaders": the names, joined by semicolons. */
  readonly signedHeaderNames: string
  /** "HashedPayload". */
  readonly payloadHash: string
}

/**
 * Writes the canonical request, the text whose hash SigV4 signs.
 *
 * `path` and `query` are encoded as they are sent. S3, unlike other services, does not encode the path twice.
 */
export function buildCanonicalRequest(request: {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: CanonicalHeaders
}): string {
  const { method, path, query, headers } = request
  return `${method}\n${path}\n${query}\n${headers.lines}\n${headers.signedHeaderNames}\n${headers.payloadHash}`
}

/**
 * Writes the "CanonicalQueryString": the parameters of the signature, which are encoded and sorted already, and the
 * caller's among them. They are sorted by encoded name, in code unit order.
 */
export function buildCanonicalQuery(signatureParameters: string, query: QueryParameters): string {
  const parameters = signatureParameters.split('&').map((parameter) => {
    const equals = parameter.indexOf('=')
    return [parameter.slice(0, equals), parameter.slice(equals + 1)] as const
  })
  for (const [name, value] of query) parameters.push([percentEncode(name), percentEncode(value)])
  // Names are compared, not whole parameters: "a-b" follows "a", but "a-b=" precedes "a=".
  parameters.sort(([one], [other]) => (one < other ? -1 : 1))
  return parameters.map(([name, value]) => `${name}=${value}`).join('&')
}

/**
 * Writes the headers as SigV4 signs them: `host` among the others, sorted by name, each run of spaces in a value as one
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, step 1). The absent ones
 * have their names among the others, and no line.
 *
 * Throws `invalid_header` for a payload hash that a URL cannot carry.
 */
export function buildCanonicalHeaders(
  host: string,
  headers: SignedHeaders,
  absentNames: readonly string[] = [],
): CanonicalHeaders {
  if (headers.length === 0) {
    const signedHeaderNames = absentNames.length === 0 ? 'host' : joinNames(['host'], absentNames)
    return { lines: `host:${host}\n`, signedHeaderNames, payloadHash: unsignedPayload }
  }
  const all = addSignedHeader(headers, ['host', host])
  return {
    lines: all.map(([name, value]) => `${name}:${value.replace(/ +/g, ' ')}\n`).join(''),
    signedHeaderNames: joinNames(
      all.map(([name]) => name),
      absentNames,
    ),
    payloadHash: findPayloadHash(headers),
  }
}

/** "SignedHeaders": all names, sorted. */
function joinNames(names: readonly string[], absentNames: readonly string[]): string {
  if (absentNames.length === 0) return names.join(';')
  return [...names, ...absentNames].sort().join(';')
}

/**
 * Finds the payload hash: `UNSIGNED-PAYLOAD`, unless the header `x-amz-content-sha256` is signed. S3 builds its own
 * canonical request from that header, and then refuses a body with another hash.
 *
 * Refuses the `STREAMING-…` forms of the header. They continue a signature in the Authorization header, and a request
 * by URL has none.
 */
function findPayloadHash(headers: SignedHeaders): string {
  const header = headers.find(([name]) => name === 'x-amz-content-sha256')
  if (header === undefined) return unsignedPayload
  const [name, value] = header
  if (value === unsignedPayload || /^[0-9a-f]{64}$/.test(value)) return value
  throw new PresignError(
    'invalid_header',
    `The header "${name}" must be the SHA-256 of the body as 64 lowercase hex digits, or ${unsignedPayload}`,
  )
}
