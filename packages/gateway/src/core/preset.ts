import { findBucketProblem, findHostBucketProblem, findWideBucketProblem } from '@signpost/presign'
import type { Credential, PresetName } from './model.ts'
import { readEndpoint } from './read-endpoint.ts'
import { presetNames, presets } from './store-table.ts'
import type { Preset, StoreFeature } from './stores/store.ts'

export { type Preset, presetNames, presets, type StoreFeature }

/** The store that an endpoint belongs to, as far as its host tells. */
export function guessPreset(endpoint: string | undefined): PresetName {
  if (endpoint === undefined) return 'aws'
  const reading = readEndpoint(endpoint)
  return reading.kind === 'own' ? reading.preset : 'other'
}

/**
 * Why a store would not do what an ACL asks for, after the name of the parameter: "`acl` " + "must be left out…".
 * @returns undefined when it would, as far as is known
 */
export function findStoreAclProblem(name: PresetName, acl: string): string | undefined {
  const { title, acls, aclReason } = presets[name]
  if (acl === 'private' || acls === undefined || acls === 'unknown' || acls.includes(acl)) return undefined
  return `must be left out or be ${['private', ...acls].join(', ')}: ${title} ${aclReason}`
}

/** What is refused where it is not known, either: whoever relied on it in vain would lose an object. */
const unknownReasons: Readonly<Partial<Record<StoreFeature, string>>> = {
  multipart_if_none_match:
    'is not known to hold an upload in parts to it: leave it out, or send the object with one PUT, where that is held',
}

/**
 * Why a store cannot do what is asked, after the name of the parameter: "`tags` " + "cannot be used: Cloudflare R2 …".
 * @returns undefined when it can, as far as is known
 */
export function findStoreLack(name: PresetName, feature: StoreFeature): string | undefined {
  const { title, has, lacks } = presets[name]
  const reason = lacks[feature] ?? (has.includes(feature) ? undefined : unknownReasons[feature])
  return reason === undefined ? undefined : `cannot be used: ${title} ${reason}`
}

/** Whether a form's Content-Type of which only the beginning is signed is held to it. The sandbox does what AWS does. */
export function holdsTypePrefix({ preset, isSandbox }: Pick<Credential, 'preset' | 'isSandbox'>): boolean {
  return isSandbox || presets[preset].has.includes('form_type_prefix')
}

/** What a store is known to do with a form of which only the beginning of the type is signed: "Ceph takes …". */
export function findTypePrefixLack(name: PresetName): string | undefined {
  const { title, lacks } = presets[name]
  return lacks.form_type_prefix === undefined ? undefined : `${title} ${lacks.form_type_prefix}`
}

/** The fields of a credential that say where its URLs lead. */
type UrlTarget = Pick<Credential, 'preset' | 'endpoint' | 'publicEndpoint' | 'isSandbox'>

/**
 * Why a credential cannot sign for a bucket of that name, after the name of the parameter: the grammar of its store, and what the
 * host of its URLs can serve.
 * @returns undefined when it can
 */
export function findStoreBucketProblem(credential: UrlTarget, bucket: string): string | undefined {
  const { bucketNames, hasPathStyle } = presets[credential.preset]
  // The sandbox is as strict as AWS.
  const isWide = bucketNames === 'wide' && !credential.isSandbox
  const problem = isWide ? findWideBucketProblem(bucket) : findBucketProblem(bucket)
  // Only a dot can be too much for a host, so most buckets need no more.
  if (problem !== undefined || !bucket.includes('.')) return problem
  const endpoint = credential.publicEndpoint ?? credential.endpoint
  return findHostBucketProblem(bucket, endpoint === undefined ? undefined : new URL(endpoint).host, hasPathStyle)
}
