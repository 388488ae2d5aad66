import type { Addressing } from '@signpost/presign'
import type { AclPlacement, PresetName } from './model.ts'

/** What is particular about a store. */
export interface Preset {
  readonly title: string
  /**
   * Its endpoint, with `{region}` where the region goes. undefined for AWS, whose hosts the presigner knows;
   * `required` where each account or installation has one of its own.
   */
  readonly endpoint: string | undefined | 'required'
  /** How its own endpoints begin or end, to know the store by them. */
  readonly endpointPattern: RegExp | undefined
  readonly addressing: Addressing
  readonly aclPlacement: AclPlacement
  /** The ACLs that it honours; undefined: all canned ones. `private` is always fine, since it sends nothing. */
  readonly acls: readonly string[] | undefined
  /** Why other ACLs are refused, and what to do instead; for "… " after the store's title. */
  readonly aclReason: string
  /** What it lacks, with the reason and what to do instead; for "… " after the store's title. */
  readonly lacks: Readonly<Partial<Record<StoreFeature, string>>>
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
  /** Cache-Control, Content-Disposition, Content-Encoding and Content-Language, which come back with the object. */
  | 'object_headers'
  | 'post_form'
  /** The same headers for an upload by a form. */
  | 'form_object_headers'
  | 'request_payer'
  | 'server_side_encryption'
  | 'signature_v2'
  | 'storage_class'
  | 'tags'
  | 'versions'

/** A store with an endpoint of its own that does everything in the usual way. */
const usual: Omit<Preset, 'title'> = {
  endpoint: 'required',
  endpointPattern: undefined,
  addressing: 'path',
  aclPlacement: 'header',
  acls: undefined,
  aclReason: '',
  lacks: {},
}

/**
 * The stores as one table, from each store's own list of S3 differences. Operations consult it: where a store would refuse
 * a URL, or silently ignore its ACL, we refuse it with the reason.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  aws: {
    ...usual,
    title: 'AWS S3',
    endpoint: undefined,
    endpointPattern: /\.amazonaws\.(com|com\.cn|eu)$/,
    addressing: 'virtual',
    aclPlacement: 'query',
    // SigV2: buckets made after June 2020 refuse it, older ones in older regions do not.
  },
  r2: {
    ...usual,
    title: 'Cloudflare R2',
    endpointPattern: /\.r2\.cloudflarestorage\.com$/,
    acls: [],
    aclReason: 'has no ACLs: make the bucket public with a custom domain, or sign downloads',
    lacks: {
      post_form: 'has no POST forms: sign an upload with content_length and content_type instead',
      signature_v2: 'has no signature version 2: leave it out',
    },
  },
  b2: {
    ...usual,
    title: 'Backblaze B2',
    endpoint: 'https://s3.{region}.backblazeb2.com',
    endpointPattern: /\.backblazeb2\.com$/,
    addressing: 'virtual',
    acls: [],
    aclReason: 'has ACLs only for whole buckets: set the bucket to public, or sign downloads',
    lacks: {
      post_form: 'has no POST forms: sign an upload with content_length and content_type instead',
      signature_v2: 'has no signature version 2: leave it out',
    },
  },
  wasabi: {
    ...usual,
    title: 'Wasabi',
    endpoint: 'https://s3.{region}.wasabisys.com',
    endpointPattern: /\.wasabisys\.com$/,
    addressing: 'virtual',
  },
  spaces: {
    ...usual,
    title: 'DigitalOcean Spaces',
    endpoint: 'https://{region}.digitaloceanspaces.com',
    endpointPattern: /\.digitaloceanspaces\.com$/,
    addressing: 'virtual',
    acls: ['public-read'],
    aclReason: 'knows only the ACLs private and public-read',
  },
  gcs: {
    ...usual,
    title: 'Google Cloud Storage',
    endpoint: 'https://storage.googleapis.com',
    endpointPattern: /^storage\.googleapis\.com$/,
    // Its public-read-write is for buckets only.
    acls: ['public-read', 'authenticated-read', 'bucket-owner-read', 'bucket-owner-full-control'],
    aclReason: 'knows neither aws-exec-read nor, for objects, public-read-write',
    lacks: { signature_v2: 'has no signature version 2: leave it out' },
  },
  minio: {
    ...usual,
    title: 'MinIO',
    acls: [],
    aclReason: 'ignores ACLs of objects: use a bucket policy, or sign downloads',
  },
  // Its gateway reads x-amz-acl from the headers alone.
  ceph: {
    ...usual,
    title: 'Ceph',
    lacks: {
      // Tried on 16: it takes a wrong body with 200.
      checksum: 'does not hold an upload to its checksum: ask for content_md5, which it checks',
      // Tried on 16: it keeps metadata and tags of a form, and forgets these.
      form_object_headers: 'does not keep it with an upload by a form: sign an upload by PUT',
    },
  },
  other: { ...usual, title: 'This store', aclPlacement: 'query' },
}

/** The names of the presets, for the command line. */
export const presetNames = Object.keys(presets) as PresetName[]

/** The store that an endpoint belongs to, as far as its host tells. */
export function guessPreset(endpoint: string | undefined): PresetName {
  if (endpoint === undefined) return 'aws'
  // A dot at the end makes a name absolute, and no other name.
  const hostname = new URL(endpoint).hostname.replace(/\.$/, '')
  return presetNames.find((name) => presets[name].endpointPattern?.test(hostname)) ?? 'other'
}

/**
 * Why a store would not do what an ACL asks for, after the name of the parameter: "`acl` " + "must be left out…".
 * @returns undefined when it would
 */
export function findStoreAclProblem(name: PresetName, acl: string): string | undefined {
  const { title, acls, aclReason } = presets[name]
  if (acl === 'private' || acls === undefined || acls.includes(acl)) return undefined
  return `must be left out or be ${['private', ...acls].join(', ')}: ${title} ${aclReason}`
}

/**
 * Why a store cannot do what is asked, after the name of the parameter: "`tags` " + "cannot be used: Cloudflare R2 …".
 * @returns undefined when it can, as far as is known
 */
export function findStoreLack(name: PresetName, feature: StoreFeature): string | undefined {
  const { title, lacks } = presets[name]
  const reason = lacks[feature]
  return reason === undefined ? undefined : `cannot be used: ${title} ${reason}`
}
