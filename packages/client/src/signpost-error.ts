import { adviceByCode } from './api.ts'

/** A code of the gateway’s error table. */
export type GatewayErrorCode = keyof typeof adviceByCode

/** The client's own codes, and what to do. */
const ownAdvice = {
  aborted: 'Nothing: the upload or request was aborted, and sent data was removed.',
  network_error: 'Check the connection and try again.',
  gateway_cors:
    'Add the origin of the page to `SIGNPOST_CORS_ORIGINS` of the gateway: scheme, host and port, without a trailing slash.',
  bucket_cors:
    'Give the bucket a CORS rule with the origin of the page, the methods GET, PUT and HEAD, and all headers (`AllowedHeaders: *`).',
  store_refused: 'Look up the S3 code in the S3 API Reference, “Error responses”.',
  outcome_unknown:
    'Compare the object with the file: it may be this upload, whose answer was lost. Or use another key.',
  bad_response: 'Check `url`, and any proxy in front of the gateway: the answer did not come from Signpost.',
  file_unreadable: 'Choose the file again: it was changed, moved or removed while it was being sent.',
  token_route:
    'Let the route answer signed-in users with the result of `createClientToken`, as JSON. An API token (`at_…`) must not reach a web page.',
  invalid_argument: 'Correct the argument that the message names.',
} as const

/** The codes that are the client’s own. */
export const ownErrorCodes: readonly string[] = Object.keys(ownAdvice)

/** What to do about the S3 codes that clients meet. S3 API Reference, "Error responses". */
const adviceByS3Code: Readonly<Record<string, string>> = {
  AccessDenied:
    'Compare method and headers with the signed ones. If they match, the credential lacks the permission, or the URL has expired.',
  SignatureDoesNotMatch: 'Send method, URL and headers exactly as they were signed; a proxy may have changed them.',
  RequestTimeTooSkewed: 'Set the clock of the gateway.',
  EntityTooLarge: 'Upload in parts: one PUT accepts at most 5 GiB.',
  PreconditionFailed: 'Use another key, or omit `ifNoneMatch`: an object with this key already exists.',
  NoSuchUpload: 'Start the upload again: it was completed or aborted.',
  NoSuchKey: 'Compare the key with the uploaded key, letter by letter.',
  BadDigest: 'Send the file again: it arrived changed.',
  XAmzContentSHA256Mismatch: 'Send the file again: it arrived changed.',
}

/** The closed set of codes. */
export type ErrorCode = GatewayErrorCode | keyof typeof ownAdvice

/** The values of a {@link SignpostError}. */
export interface SignpostErrorOptions {
  readonly message: string
  readonly status?: number | undefined
  readonly s3Code?: string | undefined
  readonly canRetry?: boolean
  readonly retryAfterMs?: number | undefined
  readonly details?: readonly { readonly parameter: string; readonly message: string }[] | undefined
  readonly requestId?: string | undefined
  readonly cause?: unknown
}

/** The only error class of the client. It contains no token and no signed URL. */
export class SignpostError extends Error {
  override readonly name = 'SignpostError'
  /** The gateway's code, or the client's own: `aborted`, `network_error`, `bucket_cors`, `store_refused`, … */
  readonly code: ErrorCode
  /** S3's code, if S3 refused the request: `AccessDenied`. */
  readonly s3Code: string | undefined
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined
  /** Whether a later retry could succeed. If so, the client has already used up its own retries. */
  readonly canRetry: boolean
  /** What to do, in a sentence or two. */
  readonly whatToDo: string
  /** The problems with parameters, for `invalid_request`. */
  readonly details: SignpostErrorOptions['details']
  /** The id that finds the request in the gateway's log. */
  readonly requestId: string | undefined
  /** How long the gateway or the store asks clients to wait. */
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, options: SignpostErrorOptions) {
    super(options.message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.s3Code = options.s3Code
    this.status = options.status
    this.canRetry = options.canRetry ?? false
    this.details = options.details
    this.requestId = options.requestId
    this.retryAfterMs = options.retryAfterMs
    // A Map, because codes come from servers: `constructor` must find no advice.
    const advice = new Map(Object.entries({ ...adviceByCode, ...ownAdvice, ...adviceByS3Code }))
    this.whatToDo = advice.get(this.s3Code ?? '') ?? advice.get(code) ?? 'Read the message.'
  }
}

/** Creates the error for an abort. @param reason the signal's reason */
export function toAbortedError(reason?: unknown): SignpostError {
  return new SignpostError('aborted', { message: 'The operation was aborted.', cause: reason })
}

/** Whether an HTTP status is temporary. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 429 || status === 408
}

/** The gateway's longest rate window is an hour, and timers accept at most 24 days. */
const longestWaitMs = 3_600_000

/**
 * Reads Retry-After, which is seconds or a date (RFC 9110, section 10.2.3).
 * @returns milliseconds, at most an hour; undefined without a valid value
 */
export function readRetryAfter(value: string | null | undefined, now: number): number | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), longestWaitMs)
}
