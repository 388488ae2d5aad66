import type { Addressing } from './bucket-address.ts'
import type { CannedAcl } from './canned-acl.ts'

/** The methods that can be signed. */
export const methods = ['GET', 'PUT', 'HEAD', 'DELETE', 'POST'] as const

/** The longest lifetime of a URL in seconds: seven days, the most that SigV4 allows. */
export const maxExpiresInSeconds = 604_800

/** Whom to sign as. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Only for temporary credentials (STS). */
  readonly sessionToken?: string
}

/** What a presigner signs with. */
export interface PresignerOptions {
  readonly credentials: Credentials
  /** The region to sign for, such as `eu-central-1`; `auto` on some stores. */
  readonly region: string
  /** The origin of a store other than AWS, such as `https://s3.example.com:9000`. Default: AWS's regional host. */
  readonly endpoint?: string
  /** Default: `virtual` on AWS, `path` with an endpoint. A bucket with a dot always gets `path`. */
  readonly addressing?: Addressing
  /** Default: `v4`. AWS refuses `v2` for newer buckets and regions; some old stores know nothing else. */
  readonly signatureVersion?: 'v4' | 'v2'
  /** Where an ACL travels. Default: `query` with `v4`, `header` with `v2`, which ignores it in the query. */
  readonly aclPlacement?: 'query' | 'header'
}

/** The request to sign. */
export interface PresignRequest {
  readonly method: (typeof methods)[number]
  readonly bucket: string
  /** Without a key the request is about the bucket itself. */
  readonly key?: string
  /** The region of the bucket, where it differs from the presigner's. */
  readonly region?: string
  /** Lifetime of the URL: a whole number of seconds from 1 to 604800. */
  readonly expiresInSeconds: number
  /** The time to sign for, in epoch milliseconds: this package has no clock. */
  readonly signedAt: number
  /** For PUT and POST. `private` is what S3 does anyway and is left out. */
  readonly acl?: CannedAcl
  /** Extra query parameters, not encoded, such as `response-content-disposition` or `versionId`. */
  readonly query?: Readonly<Record<string, string>>
  /** Headers to sign. The client must then send them. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that anybody can send until it expires. */
export interface PresignedRequest {
  readonly url: string
  readonly method: PresignRequest['method']
  /** What the client must send with it: lowercase names, exact values. Empty when nothing but the host is signed. */
  readonly headers: Readonly<Record<string, string>>
  /** The end of the URL's life as the URL itself says it, in epoch milliseconds. */
  readonly expiresAt: number
}
