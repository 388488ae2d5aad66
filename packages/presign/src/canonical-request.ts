import { percentEncode } from './percent-encoding.ts'
import { PresignError } from './presign-error.ts'
import type { QueryParameters } from './query-parameters.ts'
import { addSignedHeader, type SignedHeaders, unsignedPayload } from './signed-headers.ts'

// Task 1 of SigV4 (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html): the canonical request. Its
// elements have the specification's names.

/** The elements of a canonical request that depend on its headers. */
export interface CanonicalHeaders {
  /** "CanonicalHeaders": for each header `name:value` and a line break. */
  readonly lines: string
  /** "SignedHeaders": the names, joined by semicolons. */
  readonly signedHeaderNames: string
  /** "HashedPayload". */
  readonly payloadHash: string
}

/**
 * Writes the canonical request, the text whose hash SigV4 signs.
 *
 * `path` and `query` are encoded exactly as they are sent. Unlike other services, S3 does not encode the path twice.
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
 * Writes the "CanonicalQueryString": the signature's parameters, which are already encoded, and the caller's. All are sorted
 * by encoded name, in code unit order.
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
 * Writes the headers as SigV4 signs them: with `host`, sorted by name, and with each run of spaces in a value as one space
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, step 1). Absent headers have
 * their names among the signed ones, but no line.
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

/** Writes "SignedHeaders": all names, sorted. */
function joinNames(names: readonly string[], absentNames: readonly string[]): string {
  if (absentNames.length === 0) return names.join(';')
  return [...names, ...absentNames].sort().join(';')
}

/**
 * Finds the payload hash: `UNSIGNED-PAYLOAD`, unless the header `x-amz-content-sha256` is signed. S3 builds its own
 * canonical request from this header, and refuses a body with a different hash.
 *
 * Refuses the `STREAMING-…` values of the header. They continue a signature in the Authorization header, which a presigned
 * URL does not have.
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
