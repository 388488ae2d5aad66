/**
 * Every code of a {@link PresignError}, with its meaning. A code never changes its meaning, so callers can switch on it.
 */
export const presignErrorCodes = {
  invalid_credentials: 'An access key, secret or session token is missing or cannot be used for signing',
  invalid_option: 'A presigner option is unknown or contradicts another one',
  invalid_endpoint: 'The endpoint is not an http or https origin',
  invalid_region: 'The region is not a region name, or is not a region of AWS although no endpoint is set',
  invalid_method: 'The method is not GET, PUT, HEAD, DELETE or POST',
  invalid_bucket: 'The bucket name breaks the naming rules of S3, or needs a different kind of signature',
  invalid_key: 'The object key is empty, too long, or would not reach S3 unchanged',
  invalid_expires_in: 'The lifetime is not a whole number of seconds from 1 to 604800',
  invalid_signed_at: 'The signing time is not a time in epoch milliseconds',
  invalid_acl: 'The ACL is not a canned ACL, or the method cannot set one',
  invalid_form: 'A form’s key, bounds, Content-Type or fields contradict each other or cannot be sent',
  invalid_query: 'An extra query parameter cannot be sent unchanged',
  reserved_query: 'An extra query parameter belongs to the signature or to another option',
  query_not_honoured: 'S3 ignores this query parameter: it must be a header',
  invalid_header: 'A header cannot be sent unchanged',
  reserved_header: 'A header belongs to the signature or to another option',
  header_not_signable: 'A header cannot be signed: it changes in transit, or SigV2 does not sign it',
} as const

/** A code of {@link presignErrorCodes}. */
export type PresignErrorCode = keyof typeof presignErrorCodes

/** The only error that this package throws. Its message names the broken rule and what is valid. It never contains a secret. */
export class PresignError extends Error {
  override readonly name = 'PresignError'
  readonly code: PresignErrorCode

  constructor(code: PresignErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
