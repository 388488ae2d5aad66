/**
 * Every code that a {@link PresignError} can carry, and what it means. No code ever gets another meaning, so callers may
 * switch on it.
 */
export const presignErrorCodes = {
  invalid_credentials: 'An access key, secret or session token is missing or cannot be signed with',
  invalid_option: 'A presigner option is unknown or contradicts another one',
  invalid_endpoint: 'The endpoint is not an http or https origin',
  invalid_region: 'The region is not a region name, or not one of AWS while no endpoint is set',
  invalid_method: 'The method is not GET, PUT, HEAD, DELETE or POST',
  invalid_bucket: 'The bucket name breaks the naming rules of S3, or needs another kind of signature',
  invalid_key: 'The object key is empty, too long, or cannot survive the way to S3',
  invalid_expires_in: 'The lifetime is not a whole number of seconds from 1 to 604800',
  invalid_signed_at: 'The signing time is not a time in epoch milliseconds',
  invalid_acl: 'The ACL is not a canned ACL, or the method cannot set one',
  invalid_form: 'A form’s key, bounds, Content-Type or fields contradict each other or cannot be sent',
  invalid_query: 'An extra query parameter cannot be sent as given',
  reserved_query: 'An extra query parameter belongs to the signature or to another option',
  query_not_honoured: 'S3 ignores this query parameter: it has to be a header',
  invalid_header: 'A header cannot be sent as given',
  reserved_header: 'A header belongs to the signature or to another option',
  header_not_signable: 'A header cannot be signed: it changes on the way, or SigV2 does not sign it',
} as const

/** A code of {@link presignErrorCodes}. */
export type PresignErrorCode = keyof typeof presignErrorCodes

/** The only error that this package throws. Its message names the rule and what would be right, and never contains a secret. */
export class PresignError extends Error {
  override readonly name = 'PresignError'
  readonly code: PresignErrorCode

  constructor(code: PresignErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
