import type { Grant } from '../access/list-grants.ts'
import type { Action } from '../core/actions.ts'
import { coversPattern, formatPattern, type NamePattern } from '../tokens/allow-rule.ts'

/** An S3 right (Service Authorization Reference, "Actions defined by Amazon S3"), and what it is for. */
export interface NeededRight {
  readonly right: string
  /** Buckets and keys in the form that follows `:::` in an ARN: `my-bucket/in/*`, or `my-bucket` for the bucket itself. */
  readonly resources: readonly string[]
  /** The prefixes that a listing may ask for, in the notation of ARNs; absent if everything may be listed. */
  readonly prefixes?: readonly string[]
  /** What the right is for, to follow "needed for". */
  readonly neededFor: string
  /** Whether the policy leaves the right out, because only some requests need it. */
  readonly isOptional: boolean
}

/** Escapes the characters that a store's policies would read as wildcards or variables. */
export type Escape = (text: string) => string

/** IAM User Guide, "IAM policy elements: Variables and tags", special characters. A rule has a `*` only at its end. */
export const escapeForAws: Escape = (text) => text.replaceAll(/[$?]/g, (character) => `\${${character}}`)

interface RightOfAction {
  readonly right: string
  readonly neededFor: string
  readonly isOptional?: true
}

/** The rights about objects that each action needs. */
const objectRights: Readonly<Record<Action, readonly RightOfAction[]>> = {
  upload: [
    { right: 's3:PutObject', neededFor: 'uploads, including uploads in parts' },
    { right: 's3:AbortMultipartUpload', neededFor: 'aborting uploads in parts' },
    { right: 's3:ListMultipartUploadParts', neededFor: 'completing uploads in parts' },
    { right: 's3:PutObjectAcl', neededFor: 'uploads that ask for an `acl`', isOptional: true },
    { right: 's3:PutObjectTagging', neededFor: 'uploads with `tags`', isOptional: true },
  ],
  download: [
    { right: 's3:GetObject', neededFor: 'downloads, and HEAD requests' },
    { right: 's3:GetObjectVersion', neededFor: 'downloads with `version_id`', isOptional: true },
  ],
  list: [],
  delete: [
    { right: 's3:DeleteObject', neededFor: 'deletions' },
    { right: 's3:DeleteObjectVersion', neededFor: 'deletions with `version_id`', isOptional: true },
  ],
}

/** The bucket rights that the gateway's own requests need. */
const ownRights: readonly RightOfAction[] = [
  {
    right: 's3:ListBucketMultipartUploads',
    neededFor: 'sweeping uploads in parts whose start S3 never answered',
  },
  { right: 's3:GetBucketVersioning', neededFor: 'examining a credential that deletes' },
  { right: 's3:GetBucketCORS', neededFor: '`signpost cors set`' },
  { right: 's3:PutBucketCORS', neededFor: '`signpost cors set`' },
]

/**
 * Lists the rights that grants need, required rights first.
 * @param hasAcls whether some token allows its uploads to ask for ACLs
 */
export function listNeededRights(grants: readonly Grant[], escapeText: Escape, hasAcls: boolean): NeededRight[] {
  const objects = (['upload', 'download', 'delete'] as const).flatMap((action) => {
    const own = grants.filter((grant) => grant.action === action)
    if (own.length === 0) return []
    const resources = mergeResources(own, escapeText)
    return objectRights[action].map(({ right, neededFor, isOptional = false }) => ({
      ...{ right, resources, neededFor },
      isOptional: isOptional && !(right === 's3:PutObjectAcl' && hasAcls),
    }))
  })
  const buckets = mergePatterns(grants.map(({ bucket }) => bucket)).map((bucket) => write(bucket, escapeText))
  const diagnosis = {
    neededFor: 'messages that distinguish a missing bucket or object from a denied one',
    isOptional: true,
  }
  const listings = listListings(grants, escapeText)
  // A bucket that may be listed as a whole has this right already.
  const listable = listings.flatMap(({ resources, prefixes }) => (prefixes === undefined ? resources : []))
  const unlisted = buckets.filter((bucket) => !listable.includes(bucket))
  const own = ownRights.map((right) => ({ ...right, resources: buckets, isOptional: true }))
  const all = [
    ...objects,
    ...listings,
    ...(unlisted.length === 0 ? [] : [{ right: 's3:ListBucket', resources: unlisted, ...diagnosis }]),
    ...(buckets.length === 0 ? [] : own),
  ]
  return [...all.filter(({ isOptional }) => !isOptional), ...all.filter(({ isOptional }) => isOptional)]
}

/** Lists the rights for listings. A condition restricts the prefixes, so buckets with different prefixes need separate rights. */
function listListings(grants: readonly Grant[], escapeText: Escape): NeededRight[] {
  const listings = grants.filter(({ action }) => action === 'list')
  const byPrefixes = new Map<string, { prefixes: readonly string[]; buckets: NamePattern[] }>()
  const buckets = new Map(listings.map(({ bucket }) => [formatPattern(bucket), bucket]))
  for (const bucket of buckets.values()) {
    // A rule for a wider bucket pattern also adds its prefixes.
    const keys = mergePatterns(listings.filter((one) => coversPattern(one.bucket, bucket)).map(({ key }) => key))
    const prefixes = keys.map((key) => write(key, escapeText))
    const group = byPrefixes.get(prefixes.join()) ?? { prefixes, buckets: [] }
    group.buckets.push(bucket)
    byPrefixes.set(prefixes.join(), group)
  }
  return [...byPrefixes.values()].map(({ prefixes, buckets: alike }) => ({
    right: 's3:ListBucket',
    resources: alike.map((bucket) => write(bucket, escapeText)),
    ...(prefixes.includes('*') ? {} : { prefixes }),
    neededFor: 'listings',
    isOptional: false,
  }))
}

/** Lists buckets with keys, without those that a wider one covers. */
function mergeResources(grants: readonly Grant[], escapeText: Escape): string[] {
  const kept = keepWidest(
    grants,
    (wide, narrow) => coversPattern(wide.bucket, narrow.bucket) && coversPattern(wide.key, narrow.key),
  )
  return kept.map(({ bucket, key }) => `${write(bucket, escapeText)}/${write(key, escapeText)}`).sort()
}

function mergePatterns(patterns: readonly NamePattern[]): NamePattern[] {
  return keepWidest(patterns, coversPattern)
}

/** Keeps the items that no other item covers. Of two equal items, the first one stays. */
function keepWidest<Item>(items: readonly Item[], covers: (wide: Item, narrow: Item) => boolean): Item[] {
  const isLeftOut = (item: Item, index: number) =>
    items.some((other, place) => place !== index && covers(other, item) && (place < index || !covers(item, other)))
  return items.filter((item, index) => !isLeftOut(item, index))
}

function write({ text, isPrefix }: NamePattern, escapeText: Escape): string {
  return formatPattern({ text: escapeText(text), isPrefix })
}
