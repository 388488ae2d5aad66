import { PresignError } from './presign-error.ts'
import type { SignedHeaders } from './signed-headers.ts'

/** What SigV4 signs in place of a payload's hash when the payload is not known. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD'

/**
 * Finds the payload hash for the canonical request: `UNSIGNED-PAYLOAD`, unless the header `x-amz-content-sha256` is
 * signed. S3 builds its own canonical request from that header, and then refuses a body with another hash.
 *
 * Throws `invalid_header` for anything but a lowercase hex SHA-256 or `UNSIGNED-PAYLOAD`: the `STREAMING-…` forms
 * chain onto a signature in the Authorization header, which a URL does not have.
 */
export function findPayloadHash(headers: SignedHeaders): string {
  const given = headers.find(([name]) => name === 'x-amz-content-sha256')
  if (given === undefined) return unsignedPayload
  const [name, value] = given
  if (value === unsignedPayload || /^[0-9a-f]{64}$/.test(value)) return value
  throw new PresignError(
    'invalid_header',
    `The header "${name}" must be the SHA-256 of the body as 64 lowercase hex digits, or ${unsignedPayload}`,
  )
}
