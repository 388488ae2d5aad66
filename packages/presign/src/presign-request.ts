import type { BucketAddress } from './bucket-address.ts'
import { PresignError } from './presign-error.ts'
import type { QueryParameters } from './query-parameters.ts'
import type { SignedHeaders } from './signed-headers.ts'

/** The methods that can be signed. */
export const methods = ['GET', 'PUT', 'HEAD', 'DELETE', 'POST'] as const

/** The longest lifetime of a URL in seconds: seven days, the most that SigV4 allows. */
export const maxExpiresInSeconds = 604_800

// The end of the year 9999: later times have no four-digit year.
const maxSignedAt = 253_402_300_799_999

/** The canned ACLs of S3 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl). */
export const cannedAcls = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
] as const

/** One of {@link cannedAcls}. */
export type CannedAcl = (typeof cannedAcls)[number]

/** The request to sign. */
export interface PresignRequest {
  readonly method: (typeof methods)[number]
  readonly bucket: string
  /** The object's key. Without a key the request is for the bucket itself. */
  readonly key?: string
  /** The region of the bucket, if it differs from the presigner's. */
  readonly region?: string
  /** The lifetime of the URL: a whole number of seconds from 1 to 604800. */
  readonly expiresInSeconds: number
  /** The time to sign for, in epoch milliseconds. The caller sets it, because this package has no clock. */
  readonly signedAt: number
  /** A canned ACL, for PUT and POST. `private` is not sent, because it is S3's default. */
  readonly acl?: CannedAcl
  /** Extra query parameters, not encoded, such as `response-content-disposition` or `versionId`. */
  readonly query?: Readonly<Record<string, string>>
  /** Headers to sign. The client must then send them. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Names of headers, in lowercase, that the client must not send. They are listed in SignedHeaders without a line in the
   * canonical headers, so a client that sends one breaks the signature. SigV4 does not describe this, but Ceph verifies it. A store
   * that already refuses unsigned headers does not need it. Names that the request itself signs are dropped from the list. SigV2
   * covers every `x-amz-*` header that is sent, and accepts no such list.
   */
  readonly absentHeaders?: readonly string[]
}

/** A request that anyone with the URL can send until it expires. */
export interface PresignedRequest {
  readonly url: string
  readonly method: PresignRequest['method']
  /** The headers that the client must send: lowercase names, exact values. Empty if only the host is signed. */
  readonly headers: Readonly<Record<string, string>>
  /** When the URL expires, in epoch milliseconds, exactly as stated in the URL. */
  readonly expiresAt: number
}

/** A {@link PresignRequest} that has passed every check: the input for SigV4 and SigV2. */
export interface CheckedRequest {
  readonly method: PresignRequest['method']
  readonly bucket: string
  readonly region: string
  readonly address: BucketAddress
  /** The path as it is sent: encoded, and starting with the bucket in path style. */
  readonly path: string
  /** The path as SigV4 signs it: the same, except that no slash of the key is escaped. */
  readonly canonicalPath: string
  readonly signedAtSeconds: number
  readonly expiresInSeconds: number
  /** An ACL that is sent in the query. */
  readonly queryAcl: CannedAcl | undefined
  readonly query: QueryParameters
  readonly headers: SignedHeaders
  /** Names that are signed as absent: sorted, without those of `headers`. */
  readonly absentHeaders: readonly string[]
}

/** Signs with one credential. Returns the whole query string of the URL, signature included. */
export type SignQuery = (request: CheckedRequest) => string

/** Refuses a method that cannot be signed (`invalid_method`). */
export function checkMethod(method: string): void {
  if ((methods as readonly string[]).includes(method)) return
  throw new PresignError('invalid_method', `\`method\` must be one of ${methods.join(', ')}`)
}

/** Refuses a lifetime or a signing time that a URL cannot carry (`invalid_expires_in`, `invalid_signed_at`). */
export function checkTimes(expiresInSeconds: number, signedAt: number): void {
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > maxExpiresInSeconds) {
    throw new PresignError(
      'invalid_expires_in',
      `\`expiresInSeconds\` must be a whole number from 1 to ${maxExpiresInSeconds}: seven days, the most S3 allows`,
    )
  }
  if (!Number.isFinite(signedAt) || signedAt < 0 || signedAt > maxSignedAt) {
    throw new PresignError('invalid_signed_at', '`signedAt` must be a time in epoch milliseconds, such as `Date.now()`')
  }
}

/**
 * Checks the ACL of a request, and returns the ACL to send. `private` is never sent: it is S3's default, and sending it breaks
 * uploads to buckets with ACLs disabled. Throws `invalid_acl`.
 */
export function checkAcl({ acl, method }: Pick<PresignRequest, 'acl' | 'method'>): CannedAcl | undefined {
  if (acl === undefined) return undefined
  if (!cannedAcls.includes(acl)) {
    throw new PresignError('invalid_acl', `\`acl\` must be one of ${cannedAcls.join(', ')}`)
  }
  if (method !== 'PUT' && method !== 'POST') {
    throw new PresignError('invalid_acl', `\`acl\` can only be set with PUT or POST: leave it out for ${method}`)
  }
  return acl === 'private' ? undefined : acl
}
