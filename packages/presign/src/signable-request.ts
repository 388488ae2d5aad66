import type { BucketAddress } from './bucket-address.ts'
import type { CannedAcl } from './canned-acl.ts'
import type { PresignRequest } from './presign-request.ts'
import type { QueryParameters } from './query-parameters.ts'
import type { SignedHeaders } from './signed-headers.ts'

/** A request that has passed every check, as the signature versions take it. */
export interface SignableRequest {
  readonly method: PresignRequest['method']
  readonly bucket: string
  readonly region: string
  readonly address: BucketAddress
  /** As it is sent: encoded, with the bucket in front in path style. */
  readonly path: string
  readonly signedAtSeconds: number
  readonly expiresInSeconds: number
  /** An ACL that travels in the query. */
  readonly queryAcl: CannedAcl | undefined
  readonly query: QueryParameters
  readonly headers: SignedHeaders
}

/** Signs with one credential: returns the whole query string of the URL, signature included. */
export type SignQuery = (request: SignableRequest) => string
