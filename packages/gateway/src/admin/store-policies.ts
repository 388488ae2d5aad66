import type { Action } from '../core/actions.ts'
import type { PresetName } from '../core/model.ts'

/** How a store narrows keys. */
export interface StorePolicy {
  /** `user`: a policy in the language of AWS, at the user. `bucket`: the same, at the bucket. `none`: something else. */
  readonly kind: 'user' | 'bucket' | 'none'
  /** Where the policy goes, or what there is instead. Whole sentences. */
  advise(needs: PolicyNeeds): string
}

/** What tokens need, for the advice. */
export interface PolicyNeeds {
  readonly actions: ReadonlySet<Action>
  /** Buckets as the rules write them: `my-bucket`, `logs-*`. */
  readonly buckets: readonly string[]
}

const isReader = ({ actions }: PolicyNeeds) => !actions.has('upload') && !actions.has('delete')
const nameBuckets = ({ buckets }: PolicyNeeds) => (buckets.length === 0 ? 'the buckets' : buckets.join(', '))

/** Bits of B2. https://www.backblaze.com/docs/cloud-storage-application-key-capabilities */
const b2Capabilities: Readonly<Record<Action, string>> = {
  upload: 'writeFiles',
  download: 'readFiles',
  list: 'listFiles',
  delete: 'deleteFiles',
}

/** Roles of Google. https://cloud.google.com/storage/docs/access-control/iam-roles */
function nameGoogleRoles({ actions }: PolicyNeeds): string {
  if (actions.has('delete')) return 'roles/storage.objectUser'
  const roles = [
    ...(actions.has('upload') ? ['roles/storage.objectCreator'] : []),
    ...(actions.has('download') || actions.has('list') ? ['roles/storage.objectViewer'] : []),
  ]
  return roles.join(' and ') || 'roles/storage.objectViewer'
}

const policies: Readonly<Partial<Record<PresetName, StorePolicy>>> = {
  aws: {
    kind: 'user',
    advise: () =>
      'IAM → Users, or Roles → the one whose keys these are → Add permissions → Create inline policy → JSON.',
  },
  wasabi: {
    kind: 'user',
    advise: () => 'Policies → Create Policy; then Users → the user whose keys these are → Permissions → attach it.',
  },
  minio: {
    kind: 'user',
    advise: () =>
      'Save it as signpost.json, then `mc admin policy create ALIAS signpost signpost.json` and `mc admin policy attach ALIAS signpost --user USER`.',
  },
  ceph: {
    kind: 'bucket',
    advise: () =>
      'Replace USER by the user whose keys these are (`radosgw-admin user info --access-key …` says it). The owner of the bucket sets it: `aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json --endpoint-url …`. The owner itself may do everything in any case.',
  },
  r2: {
    kind: 'none',
    advise: (needs) =>
      `R2 narrows its API tokens by bucket, and not by prefix: make one with ${isReader(needs) ? 'Object Read only' : 'Object Read & Write'} that applies to ${nameBuckets(needs)} alone.`,
  },
  b2: {
    kind: 'none',
    advise: (needs) =>
      `B2 narrows application keys by one bucket and one prefix: \`b2 key create --bucket BUCKET --name-prefix PREFIX signpost ${[...needs.actions].map((action) => b2Capabilities[action]).join(',')}\`. The S3 API asks for listAllBucketNames, too, where a client lists buckets; Signpost does not. For several buckets (${nameBuckets(needs)}) leave --bucket out, or make a key and a credential for each.`,
  },
  gcs: {
    kind: 'none',
    advise: (needs) =>
      `Grant the service account of the HMAC key ${nameGoogleRoles(needs)} on ${nameBuckets(needs)}: \`gcloud storage buckets add-iam-policy-binding gs://BUCKET --member=serviceAccount:ACCOUNT --role=ROLE\`. A prefix is a condition of the binding: resource.name.startsWith("projects/_/buckets/BUCKET/objects/PREFIX").`,
  },
  garage: {
    kind: 'none',
    advise: (needs) =>
      `Garage narrows keys by bucket, and not by prefix: \`garage bucket allow ${needs.actions.has('upload') || needs.actions.has('delete') ? '--read --write' : '--read'} BUCKET --key KEY\` for ${nameBuckets(needs)}.`,
  },
  spaces: {
    kind: 'none',
    advise: (needs) =>
      `Give the access key Limited Access: ${isReader(needs) ? 'Read' : 'Read/Write/Delete'} for ${nameBuckets(needs)}.`,
  },
  linode: {
    kind: 'none',
    advise: (needs) =>
      `Give the access key Limited Access: ${isReader(needs) ? 'Read Only' : 'Read/Write'} for ${nameBuckets(needs)}.`,
  },
}

const unknown: StorePolicy = {
  kind: 'none',
  advise: (needs) =>
    `How this store narrows keys is not known here. Its documentation says it; what is needed is listed below, for ${nameBuckets(needs)}.`,
}

/** How a store narrows keys. The sandbox has one user, who may do everything. */
export function findStorePolicy({
  preset,
  isSandbox,
}: {
  readonly preset: PresetName
  readonly isSandbox: boolean
}): StorePolicy {
  if (isSandbox) return { kind: 'none', advise: () => 'The sandbox has one user, and no policies.' }
  return policies[preset] ?? unknown
}
