import { lack, type Preset, usual } from './store.ts'

// Ceph's gateway, and the clouds that run it. What was tried was tried on Ceph 16.

// Its gateway reads x-amz-acl from the headers alone.
export const ceph: Preset = {
  ...usual,
  title: 'Ceph',
  sources: ['https://docs.ceph.com/en/latest/radosgw/s3/', 'https://docs.ceph.com/en/latest/radosgw/config-ref/'],
  bucketNames: 'wide',
  has: ['content_md5', 'if_none_match', 'metadata', 'post_form', 'signature_v2', 'storage_class', 'tags', 'versions'],
  lacks: {
    // Tried on 16: it takes a wrong body with 200.
    checksum: 'does not hold an upload to its checksum: ask for content_md5, which it checks',
    // Tried on 16: it takes a wrong part with 200.
    multipart_checksum: 'does not hold parts to their checksums: leave it out',
    // Tried on 16: it replaces the object.
    multipart_if_none_match: 'replaces the object all the same: send it with one PUT, which Ceph holds to it',
    // Tried on 16: it keeps metadata and tags of a form, and forgets these.
    form_object_headers: 'does not keep it with an upload by a form: sign an upload by PUT',
    // Tried on 16: image/png, text/html is kept.
    form_type_prefix: 'takes a list of types for its first one',
  },
  guard: 'signed-away',
  note:
    'Tried on 16: what the table says of it, and that it takes any region name. Storage classes and server-side encryption ' +
    'need a cluster that has them. The bucket is in the host only where `rgw dns name` is set. Names like `dw_export` need ' +
    '`rgw relaxed s3 bucket names`.',
}

export const spaces: Preset = {
  ...usual,
  title: 'DigitalOcean Spaces',
  sources: ['https://docs.digitalocean.com/reference/api/spaces/'],
  endpoints: ['{region}.digitaloceanspaces.com'],
  regionPattern: '[a-z]{3}\\d',
  domains: ['digitaloceanspaces.com'],
  lookalikes: [
    [/\.cdn\.digitaloceanspaces\.com$/, 'the CDN, which takes no signed requests'],
    [/^cloud\.digitalocean\.com$/, 'the console'],
  ],
  // Its documentation uses this name in place of its own.
  regions: ['us-east-1'],
  addressing: 'virtual',
  acls: ['public-read'],
  aclReason: 'knows only the ACLs private and public-read',
  has: ['content_md5', 'metadata', 'post_form', 'signature_v2', 'versions'],
  lacks: { kms: lack.kms },
}

export const hetzner: Preset = {
  ...usual,
  title: 'Hetzner Object Storage',
  sources: [
    'https://docs.hetzner.com/storage/object-storage/supported-actions/',
    'https://docs.hetzner.com/storage/object-storage/overview/',
  ],
  endpoints: ['{region}.your-objectstorage.com'],
  regionPattern: '[a-z]{3}\\d',
  domains: ['your-objectstorage.com'],
  lookalikes: [[/^console\.hetzner\.(?:com|cloud)$/, 'the console']],
  regions: [],
  addressing: 'virtual',
  has: ['metadata', 'versions'],
  lacks: {
    request_payer: lack.requestPayer,
    kms: lack.kms,
    server_side_encryption: 'has only encryption with keys of the client',
  },
}

export const linode: Preset = {
  ...usual,
  title: 'Linode Object Storage (Akamai)',
  sources: ['https://techdocs.akamai.com/cloud-computing/docs/object-storage'],
  endpoints: ['{region}.linodeobjects.com'],
  regionPattern: '[a-z]{2}-[a-z]+-\\d+',
  domains: ['linodeobjects.com'],
  lookalikes: [
    [/(^|\.)website-[^.]+\.linodeobjects\.com$/, 'a website endpoint, which takes no signed requests'],
    [/^cloud\.linode\.com$/, 'the console'],
  ],
  regions: ['us-east-1'],
  addressing: 'virtual',
  has: ['metadata', 'versions'],
}

export const vultr: Preset = {
  ...usual,
  title: 'Vultr Object Storage',
  sources: ['https://docs.vultr.com/products/cloud-storage/object-storage'],
  endpoints: ['{region}.vultrobjects.com'],
  regionPattern: '[a-z]{3}\\d',
  domains: ['vultrobjects.com'],
  lookalikes: [[/^(?:my|console)\.vultr\.com$/, 'the console']],
  regions: ['us-east-1'],
  addressing: 'virtual',
  has: ['metadata', 'tags', 'versions'],
}
