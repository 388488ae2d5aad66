import type { PresetName } from '../model.ts'

/** Where an operator gets the keys for a credential of a store. */
export interface KeyPlace {
  /** The path through the store's own console, or the store's own command. Whole sentences. */
  readonly where: string
  /** The page of the console, if its address is the same for everybody. */
  readonly url?: string
  /** What `{account}` in its endpoints stands for, and where to find it. */
  readonly account?: string
}

/** Where each store creates access keys, according to its documentation. */
export const keyPlaces: Readonly<Record<PresetName, KeyPlace>> = {
  aws: {
    where:
      'IAM → Users → the user → Security credentials → Create access key. A machine on AWS needs no keys: a credential that renews itself uses the machine’s role.',
    url: 'https://console.aws.amazon.com/iam/home#/users',
  },
  r2: {
    where:
      'R2 Object Storage → Manage API tokens → Create API token, with Object Read & Write for the buckets. The last page shows the access key ID and the secret access key.',
    url: 'https://dash.cloudflare.com/?to=/:account/r2/api-tokens',
    account: 'The Cloudflare account ID: 32 hexadecimal digits. R2 Object Storage → Overview shows it.',
  },
  b2: {
    where:
      'Application Keys → Add a New Application Key. Its keyID is the access key ID, its applicationKey the secret. The master key does not work with S3.',
    url: 'https://secure.backblaze.com/app_keys.htm',
  },
  wasabi: {
    where: 'Access Keys → Create Access Key. For a user with a policy of its own, first Users → Create User.',
    url: 'https://console.wasabisys.com/',
  },
  spaces: {
    where: 'Spaces Object Storage → Access Keys → Create Access Key, with limited access to the buckets.',
    url: 'https://cloud.digitalocean.com/spaces/access_keys',
  },
  gcs: {
    where: 'Cloud Storage → Settings → Interoperability → Create a key for a service account. It is an HMAC key.',
    url: 'https://console.cloud.google.com/storage/settings;tab=interoperability',
  },
  supabase: {
    where: 'Storage → Settings, or Project Settings → Storage: S3 Access Keys → New access key.',
    url: 'https://supabase.com/dashboard/project/_/settings/storage',
    account: 'The reference of the project: Project Settings → General shows it as the Project ID.',
  },
  hetzner: {
    where: 'The project → Security → S3 Credentials → Generate credentials.',
    url: 'https://console.hetzner.com/',
  },
  scaleway: {
    where: 'IAM & API keys → API keys → Generate API key, to be used for Object Storage.',
    url: 'https://console.scaleway.com/iam/api-keys',
  },
  ovh: {
    where: 'Public Cloud → Object Storage → Users → Create user. The user’s menu shows access key and secret key.',
    url: 'https://www.ovh.com/manager/',
  },
  linode: {
    where: 'Object Storage → Access Keys → Create Access Key, with limited access to the buckets.',
    url: 'https://cloud.linode.com/object-storage/access-keys',
  },
  vultr: {
    where: 'Object Storage → the subscription → Overview: S3 Credentials.',
    url: 'https://my.vultr.com/',
  },
  idrive: {
    where: 'Access Keys → Create Access Key, in the region of the bucket.',
    url: 'https://app.idrivee2.com/',
    account: 'A part of the endpoint that the dashboard shows for each region: copy the whole endpoint.',
  },
  storj: { where: 'In the console of your satellite: Access Keys → New Access Key → S3 Credentials.' },
  tigris: { where: 'Access Keys → Create New Access Key.', url: 'https://console.storage.dev/' },
  oracle: {
    where: 'Profile → User settings → Customer secret keys → Generate secret key.',
    url: 'https://cloud.oracle.com/',
    account: 'The Object Storage namespace: Profile → Tenancy shows it.',
  },
  ibm: {
    where: 'The instance → Service credentials → New credential, with Include HMAC Credential switched on.',
    url: 'https://cloud.ibm.com/resources',
  },
  alibaba: {
    where: 'RAM → Users → the user → Create AccessKey.',
    url: 'https://ram.console.alibabacloud.com/',
  },
  minio: {
    where:
      'In its console: Access Keys → Create access key. If the console has no such page: `mc admin user svcacct add ALIAS USER`.',
  },
  ceph: {
    where:
      '`radosgw-admin user create --uid=signpost --display-name=Signpost` prints both keys. The dashboard shows them as well: Object Gateway → Users.',
  },
  garage: {
    where:
      '`garage key create signpost` prints both keys; `garage bucket allow --read --write BUCKET --key signpost` lets them use a bucket.',
  },
  seaweedfs: {
    where:
      'You choose the keys yourself. In `weed shell`: `s3.configure -user=signpost -access_key=… -secret_key=… -buckets=… -actions=Read,Write -apply`.',
  },
  rustfs: { where: 'In its console: Access Keys → Add Access Key.' },
  versity: { where: 'You choose the keys yourself: `versitygw admin create-user --access … --secret … --role user`.' },
  storagegrid: { where: 'Tenant Manager → Storage (S3) → My access keys → Create key.' },
  swiftstack: { where: '`openstack ec2 credentials create` prints both keys: `access` and `secret`.' },
  other: { where: 'In its console, or with its own command. Access keys, S3 keys and HMAC keys are the same thing.' },
}
