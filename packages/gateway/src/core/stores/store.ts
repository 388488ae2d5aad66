import type { Addressing } from '@signpost/presign'
import type { AclPlacement, Guard } from '../model.ts'

/** What is particular about a store: one row of the table that `docs/stores.md` is made from. */
export interface Preset {
  readonly title: string
  /** Where its own documentation says what stands in the row; what was tried says so in `note`. */
  readonly sources: readonly string[]
  /**
   * Its own endpoints without `https://`, the usual one first, with `{region}` where the region goes and `{account}` for
   * what each account has of its own. Empty where each installation has one of its own.
   */
  readonly endpoints: readonly string[]
  /** What `{region}` looks like in its endpoints, where that tells them from other hosts. */
  readonly regionPattern?: string
  /** The regions of endpoints that do not name them. */
  readonly endpointRegions?: Readonly<Record<string, string>>
  /** The domains that are its own: another host below them is no endpoint. */
  readonly domains: readonly string[]
  /** What such hosts are, by how they begin or end: consoles, CDNs, public addresses. */
  readonly lookalikes?: readonly (readonly [host: RegExp, what: string])[]
  /** What may be signed for beside the region of the endpoint, with `{region}` for that one; `any`: it does not look. */
  readonly regions: readonly string[] | 'any'
  readonly addressing: Addressing
  /** Whether it has path style, for what cannot be in a host. */
  readonly hasPathStyle: boolean
  /** Whether it has bucket names that S3 does not allow. They are always in the path. */
  readonly bucketNames: 'strict' | 'wide'
  readonly aclPlacement: AclPlacement
  /** The ACLs that it honours; undefined: all canned ones; `unknown`: none is refused. `private` is always fine, since it sends nothing. */
  readonly acls: readonly string[] | undefined | 'unknown'
  /** Why other ACLs are refused, and what to do instead; for "… " after the store's title. */
  readonly aclReason: string
  /** What it does, by its documentation or because it was tried. What is neither here nor in `lacks` is not known. */
  readonly has: readonly StoreFeature[]
  /** What it lacks, with the reason and what to do instead; for "… " after the store's title. */
  readonly lacks: Readonly<Partial<Record<StoreFeature, string>>>
  /** What it does with headers that are not signed (`docs/security.md`); undefined: not known, so the live store is asked. */
  readonly guard: Guard | undefined
  /** How the CORS of its buckets is set beside the S3 API (PutBucketCors). */
  readonly ownCors?: {
    /** Whether the S3 API does not set it at all. */
    readonly isOnly: boolean
    /** What to do, in whole sentences. */
    readonly advice: string
  }
  /** What else its users should know. */
  readonly note?: string
}

/** What a request may ask of a store that not every store has. */
export type StoreFeature =
  | 'checksum'
  | 'content_length'
  | 'content_md5'
  | 'content_type'
  | 'if_none_match'
  | 'kms'
  | 'metadata'
  /** That each part of an upload in parts is held to its checksum. */
  | 'multipart_checksum'
  /** That the completion of an upload in parts does not replace an object. */
  | 'multipart_if_none_match'
  /** Cache-Control, Content-Disposition, Content-Encoding and Content-Language, which come back with the object. */
  | 'object_headers'
  | 'post_form'
  /**
   * That a form whose Content-Type is signed by its beginning (`image/`) takes no list that goes on otherwise, such as
   * `image/png, text/html`. Browsers read a list as its last type (Fetch, "extract a MIME type").
   */
  | 'form_type_prefix'
  /** The same headers for an upload by a form. */
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
  tags: 'has no tags of objects: use metadata',
  versions: 'keeps no versions',
  kms: 'has no keys of AWS KMS: leave it out',
  encryption: 'does not take it from a request: leave it out, and see its documentation on encryption',
  storageClass: 'has no storage classes for single objects: leave it out',
  requestPayer: 'has no Requester Pays: leave it out',
} as const

/** Why a store without ACLs refuses one. */
export const noAcls = 'has no ACLs of objects: make the bucket public, or sign downloads'
