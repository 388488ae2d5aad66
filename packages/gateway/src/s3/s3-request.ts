import type { CannedAcl } from '@signpost/presign'
import type { XmlDocument } from './s3-xml.ts'

/**
 * One call to S3 as data: what to send, and what the response means. It knows nothing of addresses, keys and time;
 * the caller (`s3-caller.ts`) signs and sends it.
 */
export interface S3Request<Result> {
  /** The action as the S3 API Reference names it: `ListObjectsV2`. */
  readonly name: string
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE' | 'POST'
  readonly bucket: string
  /** Without a key the request is about the bucket itself. */
  readonly key?: string
  /** Query parameters, not encoded. */
  readonly query?: Readonly<Record<string, string>>
  /** Headers to send, all of them signed; lowercase names. */
  readonly headers?: Readonly<Record<string, string>>
  /** Signed where the store expects it: in the query, or as a header. */
  readonly acl?: CannedAcl
  /** Headers to send that the signature does not cover, or covers with another value, to see whether the store refuses them. */
  readonly unsignedHeaders?: Readonly<Record<string, string>>
  /** Names of headers to sign as absent. */
  readonly absentHeaders?: readonly string[]
  /** What to send: an XML document. Its hash is signed. */
  readonly body?: string
  /** How long the whole response may take; 2 s by default. */
  readonly timeoutMs?: number
  /** Whether S3 itself may take long for this call, so that a timeout does not mean that S3 is away. */
  readonly isSlow?: boolean
  /** The longest response body that is read; 512 KiB by default. */
  readonly maxBodyBytes?: number
  /**
   * Reads a response that says success.
   * @throws S3Error when the response does not contain what it should
   */
  parse(response: S3Response): Result
}

/** An answer of S3. */
export interface S3Response {
  readonly status: number
  /** By lowercase name. A repeated header has its first value; a repeated `access-control-…` header has all of its values, as a list. */
  readonly headers: Readonly<Record<string, string>>
  /** The document in the body, or why there is none, for "its body " + …. */
  readonly body: XmlDocument | { readonly problem: string }
  /** The bucket's region, where S3 named it in this response or in the redirection before it. It is only known to look like a region. */
  readonly bucketRegion: string | undefined
}
