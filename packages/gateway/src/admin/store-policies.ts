import type { Action } from '../core/actions.ts'
import type { PresetName } from '../core/model.ts'

/** How a store restricts keys. */
export interface StorePolicy {
  /** `user`: a policy in the language of AWS that is attached to the user. `bucket`: one that is set on the bucket. `none`: neither. */
  readonly kind: 'user' | 'bucket' | 'none'
  /** Says where to set the policy, or what the store has instead, in whole sentences. */
  advise(needs: PolicyNeeds): string
}

/** What tokens need; the advice depends on it. */
export interface PolicyNeeds {
  readonly actions: ReadonlySet<Action>
  /** Buckets as the rules write them: `my-bucket`, `logs-*`. */
  readonly buckets: readonly string[]
}

const isReader = ({ actions }: PolicyNeeds) => !actions.has('upload') && !actions.has('delete')
const nameBuckets = ({ buckets }: PolicyNeeds) => (buckets.length === 0 ? 'the buckets' : buckets.join(', '))

/** Capabilities of B2. https://www.backblaze.com/docs/cloud-storage-application-key-capabilities */
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
      'IAM → Users (or Roles) → the user or role that has these keys → Add permissions → Create inline policy → JSON.',
  },
  wasabi: {
    kind: 'user',
    advise: () => 'Policies → Create Policy; then Users → the user that has these keys → Permissions → attach it.',
  },
  minio: {
    kind: 'user',
    advise: () =>
      'Save it as signpost.json, then `mc admin policy create ALIAS signpost signpost.json` and `mc admin policy attach ALIAS signpost --user USER`.',
  },
  ceph: {
    kind: 'bucket',
    advise: () =>
      'Replace USER by the user that has these keys (`radosgw-admin user info --access-key …` shows it). The owner of the bucket sets the policy: `aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json --endpoint-url …`. The policy does not restrict the owner.',
  },
  r2: {
    kind: 'none',
    advise: (needs) =>
      `R2 restricts its API tokens by bucket, but not by prefix: create a token with ${isReader(needs) ? 'Object Read only' : 'Object Read & Write'} that applies only to ${nameBuckets(needs)}.`,
  },
  b2: {
    kind: 'none',
    advise: (needs) =>
      `B2 restricts an application key to one bucket and one prefix: \`b2 key create --bucket BUCKET --name-prefix PREFIX signpost ${[...needs.actions].map((action) => b2Capabilities[action]).join(',')}\`. Clients that list buckets also need listAllBucketNames; Signpost does not list them. For several buckets (${nameBuckets(needs)}), omit --bucket, or create a key and a credential for each.`,
  },
  gcs: {
    kind: 'none',
    advise: (needs) =>
      `Grant the service account of the HMAC key ${nameGoogleRoles(needs)} on ${nameBuckets(needs)}: \`gcloud storage buckets add-iam-policy-binding gs://BUCKET --member=serviceAccount:ACCOUNT --role=ROLE\`. To restrict it to a prefix, add a condition to the binding: resource.name.startsWith("projects/_/buckets/BUCKET/objects/PREFIX").`,
  },
  garage: {
    kind: 'none',
    advise: (needs) =>
      `Garage restricts keys by bucket, but not by prefix: \`garage bucket allow ${needs.actions.has('upload') || needs.actions.has('delete') ? '--read --write' : '--read'} BUCKET --key KEY\` for ${nameBuckets(needs)}.`,
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
    `Signpost does not know how this store restricts keys; see its documentation. The rights that are needed for ${nameBuckets(needs)} are listed below.`,
}

/** Finds out how a store restricts keys. The sandbox has a single user, who may do everything. */
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
