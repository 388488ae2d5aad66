import type { Addressing } from '@signpost/presign'
import type { AclPlacement, Guard } from '../model.ts'

/** What is particular about a store: one row of the table that `docs/stores.md` is made from. */
export interface Preset {
  readonly title: string
  /** The store's own documentation of what the row says. `note` says what was tested. */
  readonly sources: readonly string[]
  /**
   * Its own endpoints without `https://`, the usual one first. `{region}` stands for the region, and `{account}` for a part
   * that differs between accounts. Empty when each installation has an endpoint of its own.
   */
  readonly endpoints: readonly string[]
  /** What `{region}` looks like in its endpoints, when that distinguishes them from other hosts. */
  readonly regionPattern?: string
  /** The regions of endpoints that do not name them. */
  readonly endpointRegions?: Readonly<Record<string, string>>
  /** The domains that belong to the store alone: a host below them that no form matches is not an S3 endpoint. */
  readonly domains: readonly string[]
  /** What such hosts are (consoles, CDNs, public addresses), by a pattern of their names. */
  readonly lookalikes?: readonly (readonly [host: RegExp, what: string])[]
  /** The regions that may be signed for besides the endpoint's own, for which `{region}` stands. `any`: the store does not check the region. */
  readonly regions: readonly string[] | 'any'
  readonly addressing: Addressing
  /** Whether it supports path style, for buckets that cannot be in a host. */
  readonly hasPathStyle: boolean
  /** Whether it allows bucket names that S3 does not (`wide`). They are always in the path. */
  readonly bucketNames: 'strict' | 'wide'
  readonly aclPlacement: AclPlacement
  /** The ACLs that it honours. Undefined: all canned ACLs. `unknown`: none is refused. `private` is always accepted, because it sends nothing. */
  readonly acls: readonly string[] | undefined | 'unknown'
  /** Why other ACLs are refused, and what to do instead, in words that follow the store's title. */
  readonly aclReason: string
  /** The features that it has, by its documentation or by a test. A feature that is neither here nor in `lacks` is unknown. */
  readonly has: readonly StoreFeature[]
  /** The features that it lacks, with the reason and what to do instead, in words that follow the store's title. */
  readonly lacks: Readonly<Partial<Record<StoreFeature, string>>>
  /** What it does with headers that are not signed (`docs/security.md`). Undefined when unknown: the live store is then asked. */
  readonly guard: Guard | undefined
  /** How the CORS rules of its buckets are set other than through the S3 API (PutBucketCors). */
  readonly ownCors?: {
    /** Whether they cannot be set through the S3 API at all. */
    readonly isOnly: boolean
    /** What to do, in whole sentences. */
    readonly advice: string
  }
  /** What else its users should know. */
  readonly note?: string
}

/** A feature that a request may need, and that not every store has. */
export type StoreFeature =
  | 'checksum'
  | 'content_length'
  | 'content_md5'
  | 'content_type'
  | 'if_none_match'
  | 'kms'
  | 'metadata'
  /** The store verifies the checksum of each part of an upload in parts. */
  | 'multipart_checksum'
  /** The completion of an upload in parts can be kept from replacing an object. */
  | 'multipart_if_none_match'
  /** Cache-Control, Content-Disposition, Content-Encoding and Content-Language, which come back with the object. */
  | 'object_headers'
  | 'post_form'
  /**
   * A form that signs only a prefix of the Content-Type (`image/`) rejects a list with another type in it, such as
   * `image/png, text/html`. Browsers use the last type of a list (Fetch, "extract a MIME type").
   */
  | 'form_type_prefix'
  /** The headers of `object_headers`, for an upload by a form. */
  | 'form_object_headers'
  | 'request_payer'
  | 'server_side_encryption'
  | 'signature_v2'
  | 'storage_class'
  | 'tags'
  | 'versions'

/** A store that does everything in the usual way, as far as is known. */
export const usual = {
  sources: [],
  endpoints: [],
  domains: [],
  regions: 'any',
  addressing: 'path',
  hasPathStyle: true,
  bucketNames: 'strict',
  aclPlacement: 'header',
  acls: undefined,
  aclReason: '',
  has: [],
  lacks: {},
  guard: undefined,
} as const satisfies Omit<Preset, 'title'>

/** Reasons that several stores have in common. */
export const lack = {
  postForm: 'has no POST forms: sign an upload with content_length and content_type instead',
  signatureV2: 'has no signature version 2: leave it out',
  tags: 'has no tags for objects: use metadata',
  versions: 'has no versions: leave it out',
  kms: 'has no keys of AWS KMS: leave it out',
  encryption: 'does not accept it in a request: leave it out, and see its documentation on encryption',
  storageClass: 'has no storage classes for single objects: leave it out',
  requestPayer: 'has no Requester Pays: leave it out',
} as const

/** Why a store without ACLs refuses one. */
export const noAcls = 'has no ACLs for objects: make the bucket public, or sign downloads'
