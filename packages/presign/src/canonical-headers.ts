import { findPayloadHash, unsignedPayload } from './payload-hash.ts'
import { addSignedHeader, type SignedHeaders } from './signed-headers.ts'

/** The parts of a canonical request that follow from its headers. */
export interface CanonicalHeaders {
  /** "CanonicalHeaders": `name:value` and a line break for each. */
  readonly lines: string
  /** "SignedHeaders": the names, joined by semicolons. */
  readonly names: string
  /** "HashedPayload". */
  readonly payloadHash: string
}

/**
 * Writes the headers as SigV4 signs them: `host` among the others, sorted by name, runs of spaces in a value made one
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, step 1).
 */
export function canonicalizeHeaders(host: string, headers: SignedHeaders): CanonicalHeaders {
  if (headers.length === 0) return { lines: `host:${host}\n`, names: 'host', payloadHash: unsignedPayload }
  const all = addSignedHeader(headers, ['host', host])
  return {
    lines: all.map(([name, value]) => `${name}:${value.replace(/ +/g, ' ')}\n`).join(''),
    names: all.map(([name]) => name).join(';'),
    payloadHash: findPayloadHash(headers),
  }
}
