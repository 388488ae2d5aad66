import type { AclPlacement, Addressing, PresetName } from './model.ts'

/** What is particular about a store. */
export interface Preset {
  /** Its name, for messages. */
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
  /** Whether it takes uploads by an HTML form (POST policy). */
  readonly hasPostPolicy: boolean
  /** Whether it still takes signature version 2. */
  readonly hasSignatureV2: boolean
}

const anyAcl = { acls: undefined, aclReason: '' } as const

/**
 * The stores as one table, from each store's own list of S3 differences. Operations consult it, so that a URL that a
 * store would refuse, or whose ACL it would silently ignore, is refused by us with the reason.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  aws: {
    title: 'AWS S3',
    endpoint: undefined,
    endpointPattern: /\.amazonaws\.(com|com\.cn|eu)$/,
    addressing: 'virtual',
    aclPlacement: 'query',
    ...anyAcl,
    hasPostPolicy: true,
    // Buckets made after June 2020 refuse it, older ones in older regions do not.
    hasSignatureV2: true,
  },
  r2: {
    title: 'Cloudflare R2',
    endpoint: 'required',
    endpointPattern: /\.r2\.cloudflarestorage\.com$/,
    addressing: 'path',
    aclPlacement: 'header',
    acls: [],
    aclReason: 'has no ACLs: make the bucket public with a custom domain, or sign downloads',
    hasPostPolicy: false,
    hasSignatureV2: false,
  },
  b2: {
    title: 'Backblaze B2',
    endpoint: 'https://s3.{region}.backblazeb2.com',
    endpointPattern: /\.backblazeb2\.com$/,
    addressing: 'virtual',
    aclPlacement: 'header',
    acls: [],
    aclReason: 'has ACLs only for whole buckets: set the bucket to public, or sign downloads',
    hasPostPolicy: false,
    hasSignatureV2: false,
  },
  wasabi: {
    title: 'Wasabi',
    endpoint: 'https://s3.{region}.wasabisys.com',
    endpointPattern: /\.wasabisys\.com$/,
    addressing: 'virtual',
    aclPlacement: 'header',
    ...anyAcl,
    hasPostPolicy: true,
    hasSignatureV2: true,
  },
  spaces: {
    title: 'DigitalOcean Spaces',
    endpoint: 'https://{region}.digitaloceanspaces.com',
    endpointPattern: /\.digitaloceanspaces\.com$/,
    addressing: 'virtual',
    aclPlacement: 'header',
    acls: ['public-read'],
    aclReason: 'knows only the ACLs private and public-read',
    hasPostPolicy: true,
    hasSignatureV2: true,
  },
  gcs: {
    title: 'Google Cloud Storage',
    endpoint: 'https://storage.googleapis.com',
    endpointPattern: /^storage\.googleapis\.com$/,
    addressing: 'path',
    aclPlacement: 'header',
    // Its public-read-write is for buckets only.
    acls: ['public-read', 'authenticated-read', 'bucket-owner-read', 'bucket-owner-full-control'],
    aclReason: 'knows neither aws-exec-read nor, for objects, public-read-write',
    hasPostPolicy: true,
    hasSignatureV2: false,
  },
  minio: {
    title: 'MinIO',
    endpoint: 'required',
    endpointPattern: undefined,
    addressing: 'path',
    aclPlacement: 'header',
    acls: [],
    aclReason: 'ignores ACLs of objects: use a bucket policy, or sign downloads',
    hasPostPolicy: true,
    hasSignatureV2: true,
  },
  ceph: {
    title: 'Ceph',
    endpoint: 'required',
    endpointPattern: undefined,
    addressing: 'path',
    // The gateway of Ceph reads x-amz-acl from the headers alone.
    aclPlacement: 'header',
    ...anyAcl,
    hasPostPolicy: true,
    hasSignatureV2: true,
  },
  other: {
    title: 'This store',
    endpoint: 'required',
    endpointPattern: undefined,
    addressing: 'path',
    aclPlacement: 'query',
    ...anyAcl,
    hasPostPolicy: true,
    hasSignatureV2: true,
  },
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
