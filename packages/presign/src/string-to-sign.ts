import { hash } from 'node:crypto'

// Task 2 of SigV4 (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html): the string to sign, which
// consists of the algorithm, the time, the credential scope and the hash of the canonical request.

/** The value of `X-Amz-Algorithm`: the only algorithm with which this package signs SigV4 URLs. */
export const signingAlgorithm = 'AWS4-HMAC-SHA256'

/** Writes a time in the format of `X-Amz-Date`: ISO 8601 basic format in UTC, `20130524T000000Z`. */
export function formatAmzDate(epochSeconds: number): string {
  const iso = new Date(epochSeconds * 1000).toISOString()
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
}

/** Writes the credential scope: the day (`dateStamp`, `YYYYMMDD`), the region and the service of a signature. */
export function formatCredentialScope(dateStamp: string, region: string): string {
  return `${dateStamp}/${region}/s3/aws4_request`
}

/**
 * Writes the start of the string to sign: the algorithm, the time (`20130524T000000Z`) and the credential scope, on a line
 * each. It is the same for all requests within a second.
 */
export function formatStringToSignPrefix(amzDate: string, credentialScope: string): string {
  return `${signingAlgorithm}\n${amzDate}\n${credentialScope}\n`
}

/** Writes the string to sign: its prefix, then the SHA-256 of the canonical request in hex. */
export function buildStringToSign(prefix: string, canonicalRequest: string): string {
  return prefix + hash('sha256', canonicalRequest, 'hex')
}
