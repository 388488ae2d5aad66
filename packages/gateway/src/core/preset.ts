import { findBucketProblem, findHostBucketProblem, findWideBucketProblem } from '@signpost/presign'
import type { Credential, PresetName } from './model.ts'
import { readEndpoint } from './read-endpoint.ts'
import { presetNames, presets } from './store-table.ts'
import type { Preset, StoreFeature } from './stores/store.ts'

export { type Preset, presetNames, presets, type StoreFeature }

/** Guesses the store that an endpoint belongs to, from its host. */
export function guessPreset(endpoint: string | undefined): PresetName {
  if (endpoint === undefined) return 'aws'
  const reading = readEndpoint(endpoint)
  return reading.kind === 'own' ? reading.preset : 'other'
}

/**
 * Says why a store does not honour an ACL, in words that follow the parameter's name: "`acl` " + "must be left out…".
 * @returns undefined when the store honours it, as far as is known
 */
export function findStoreAclProblem(name: PresetName, acl: string): string | undefined {
  const { title, acls, aclReason } = presets[name]
  if (acl === 'private' || acls === undefined || acls === 'unknown' || acls.includes(acl)) return undefined
  return `must be left out or be ${['private', ...acls].join(', ')}: ${title} ${aclReason}`
}

/** The features that are refused even where it is unknown whether the store has them: a client that relied on one in vain would lose an object. */
const unknownReasons: Readonly<Partial<Record<StoreFeature, string>>> = {
  multipart_if_none_match:
    'is not known to enforce it for an upload in parts: leave it out, or send the object with one PUT, for which it is enforced',
}

/**
 * Says why a store cannot do what a parameter asks, in words that follow its name: "`tags` " + "cannot be used: Cloudflare R2 …".
 * @returns undefined when it can, as far as is known
 */
export function findStoreLack(name: PresetName, feature: StoreFeature): string | undefined {
  const { title, has, lacks } = presets[name]
  const reason = lacks[feature] ?? (has.includes(feature) ? undefined : unknownReasons[feature])
  return reason === undefined ? undefined : `cannot be used: ${title} ${reason}`
}

/** Whether the store enforces a form's Content-Type when only a prefix of it is signed. The sandbox does what AWS does. */
export function holdsTypePrefix({ preset, isSandbox }: Pick<Credential, 'preset' | 'isSandbox'>): boolean {
  return isSandbox || presets[preset].has.includes('form_type_prefix')
}

/** What a store is known to do wrong with a form that signs only a prefix of the type: "Ceph checks …". */
export function findTypePrefixLack(name: PresetName): string | undefined {
  const { title, lacks } = presets[name]
  return lacks.form_type_prefix === undefined ? undefined : `${title} ${lacks.form_type_prefix}`
}

/** The fields of a credential that decide where its URLs lead. */
type UrlTarget = Pick<Credential, 'preset' | 'endpoint' | 'publicEndpoint' | 'isSandbox'>

/**
 * Says why a credential cannot sign for a bucket with that name, in words that follow the parameter's name. It checks the name
 * against the grammar of the store, and against what the host of the credential's URLs can serve.
 * @returns undefined when it can
 */
export function findStoreBucketProblem(credential: UrlTarget, bucket: string): string | undefined {
  const { bucketNames, hasPathStyle } = presets[credential.preset]
  // The sandbox is as strict as AWS.
  const isWide = bucketNames === 'wide' && !credential.isSandbox
  const problem = isWide ? findWideBucketProblem(bucket) : findBucketProblem(bucket)
  // A host can only fail on a dot, so most bucket names need no further check.
  if (problem !== undefined || !bucket.includes('.')) return problem
  const endpoint = credential.publicEndpoint ?? credential.endpoint
  return findHostBucketProblem(bucket, endpoint === undefined ? undefined : new URL(endpoint).host, hasPathStyle)
}
