import type { CanonicalHeaders } from './canonical-headers.ts'

/**
 * Writes the canonical request, the text whose hash SigV4 signs
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, task 1).
 *
 * `path` and `query` are encoded as they are sent: S3, unlike other services, does not encode the path twice.
 */
export function buildCanonicalRequest(request: {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: CanonicalHeaders
}): string {
  const { method, path, query, headers } = request
  return `${method}\n${path}\n${query}\n${headers.lines}\n${headers.names}\n${headers.payloadHash}`
}
