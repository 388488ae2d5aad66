import { hash } from 'node:crypto'

/** The only algorithm of SigV4 query authentication here, as `X-Amz-Algorithm` names it. */
export const signingAlgorithm = 'AWS4-HMAC-SHA256'

/**
 * The start of the string to sign, the same for every request of one second:
 * the algorithm, the time (`20130524T000000Z`) and the credential scope, a line each.
 */
export function formatStringToSignHead(amzDate: string, credentialScope: string): string {
  return `${signingAlgorithm}\n${amzDate}\n${credentialScope}\n`
}

/**
 * Writes the string to sign: its head, and the SHA-256 of the canonical request in hex
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, task 2).
 */
export function buildStringToSign(head: string, canonicalRequest: string): string {
  return head + hash('sha256', canonicalRequest, 'hex')
}
