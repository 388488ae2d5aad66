import { adviceByCode } from './api.ts'

/** A code of the gateway’s error table. */
export type GatewayErrorCode = keyof typeof adviceByCode

/** What the client itself finds, and what to do then. */
const ownAdvice = {
  aborted: 'Nothing: the upload or request was aborted, and what it had sent was removed.',
  network_error: 'Look at the connection and try again.',
  gateway_cors:
    'Add the origin of the page to `SIGNPOST_CORS_ORIGINS` of the gateway: scheme, host and port, without a slash at the end.',
  bucket_cors:
    'Give the bucket a CORS rule with the origin of the page, the methods GET, PUT and HEAD, and all headers (`AllowedHeaders: *`).',
  store_refused: 'Look the S3 code up in the S3 API Reference, “Error responses”.',
  outcome_unknown:
    'Compare the object with the file: it may be this upload, whose answer was lost. Or take another key.',
  bad_response: 'Look at `url`, and at what stands in front of the gateway: the answer was none of Signpost.',
  file_unreadable: 'Choose the file again: it was changed, moved or removed while it was sent.',
  token_route:
    'Let the route answer signed-in users with what `createClientToken` gives, as JSON. An API token (`at_…`) must not come to a page.',
  invalid_argument: 'Correct the argument that the message names.',
} as const

/** The codes that are the client’s own. */
export const ownErrorCodes: readonly string[] = Object.keys(ownAdvice)

/** What the codes of S3 ask for that a client meets. S3 API Reference, "Error responses". */
const adviceByS3Code: Readonly<Record<string, string>> = {
  AccessDenied:
    'Compare method and headers with those that were signed. When they are right, the credential lacks the permission, or the URL has ended.',
  SignatureDoesNotMatch: 'Send method, URL and headers exactly as they were signed; a proxy may have changed them.',
  RequestTimeTooSkewed: 'Set the clock of the gateway.',
  EntityTooLarge: 'Upload in parts: one PUT takes 5 GiB at the most.',
  PreconditionFailed: 'Take another key, or leave `ifNoneMatch` out: there is an object with this key already.',
  NoSuchUpload: 'Begin the upload anew: it was completed or aborted.',
  NoSuchKey: 'Compare the key with the one that was uploaded, letter by letter.',
  BadDigest: 'Send the file again: it arrived changed.',
  XAmzContentSHA256Mismatch: 'Send the file again: it arrived changed.',
}

/** The closed set of codes. */
export type ErrorCode = GatewayErrorCode | keyof typeof ownAdvice

/** What a {@link SignpostError} is made from. */
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

/** The one error class of the client. It holds no token and no signed URL. */
export class SignpostError extends Error {
  override readonly name = 'SignpostError'
  /** The gateway's code, or the client's own: `aborted`, `network_error`, `bucket_cors`, `store_refused`, … */
  readonly code: ErrorCode
  /** S3's code, where S3 refused: `AccessDenied`. */
  readonly s3Code: string | undefined
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined
  /** Whether the same could work later. The client has tried again already when it says so. */
  readonly canRetry: boolean
  /** What to do, in a sentence or two. */
  readonly whatToDo: string
  /** Each problem with a parameter, of `invalid_request`. */
  readonly details: SignpostErrorOptions['details']
  /** Finds the line in the gateway's log. */
  readonly requestId: string | undefined
  /** How long the gateway or the store wants to be left alone. */
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
    // Codes come from others: `constructor` has no advice.
    const advice = new Map(Object.entries({ ...adviceByCode, ...ownAdvice, ...adviceByS3Code }))
    this.whatToDo = advice.get(this.s3Code ?? '') ?? advice.get(code) ?? 'Read the message.'
  }
}

/** What is thrown when something is aborted. @param reason the signal's */
export function toAbortedError(reason?: unknown): SignpostError {
  return new SignpostError('aborted', { message: 'It was aborted.', cause: reason })
}

/** Whether an HTTP status may be another one in a moment. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 429 || status === 408
}

/** The gateway's longest rate is one of an hour, and no timer takes more than 24 days. */
const longestWaitMs = 3_600_000

/** Retry-After in milliseconds, an hour at the most, of seconds or a date (RFC 9110, section 10.2.3); undefined when it says nothing. */
export function readRetryAfter(value: string | null | undefined, now: number): number | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), longestWaitMs)
}
