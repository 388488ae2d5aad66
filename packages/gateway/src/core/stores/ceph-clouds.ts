import { lack, type Preset, usual } from './store.ts'

// Ceph's gateway, and the clouds that run it. All tests that are mentioned here used Ceph 16.

// Ceph's gateway reads x-amz-acl only from the headers.
export const ceph: Preset = {
  ...usual,
  title: 'Ceph',
  sources: ['https://docs.ceph.com/en/latest/radosgw/s3/', 'https://docs.ceph.com/en/latest/radosgw/config-ref/'],
  bucketNames: 'wide',
  has: ['content_md5', 'if_none_match', 'metadata', 'post_form', 'signature_v2', 'storage_class', 'tags', 'versions'],
  lacks: {
    // Tested on 16: it accepts a wrong body with 200.
    checksum: 'does not verify the checksum of an upload: ask for content_md5, which it verifies',
    // Tested on 16: it accepts a wrong part with 200.
    multipart_checksum: 'does not verify the checksums of parts: leave it out',
    // Tested on 16: it replaces the object.
    multipart_if_none_match:
      'replaces the object all the same: send the object with one PUT, for which Ceph enforces the condition',
    // Tested on 16: it stores metadata and tags of a form, and drops these headers.
    form_object_headers: 'does not store it with an upload by a form: sign an upload by PUT',
    // Tested on 16: where the form signs the prefix image/, Ceph stores the type "image/png, text/html".
    form_type_prefix: 'checks only the first type of a list',
  },
  guard: 'signed-away',
  note:
    'Tested on Ceph 16: everything in this table, and that it accepts any region name. Storage classes and server-side ' +
    'encryption need a cluster that has them. The bucket can be in the host only when `rgw dns name` is set. Bucket names like ' +
    '`dw_export` need `rgw relaxed s3 bucket names`.',
}

export const spaces: Preset = {
  ...usual,
  title: 'DigitalOcean Spaces',
  sources: ['https://docs.digitalocean.com/reference/api/spaces/'],
  endpoints: ['{region}.digitaloceanspaces.com'],
  regionPattern: '[a-z]{3}\\d',
  domains: ['digitaloceanspaces.com'],
  lookalikes: [
    [/\.cdn\.digitaloceanspaces\.com$/, 'the CDN, which accepts no signed requests'],
    [/^cloud\.digitalocean\.com$/, 'the console'],
  ],
  // Its documentation uses this region name instead of its own ones.
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
    server_side_encryption: 'encrypts only with keys of the client: leave it out',
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
    [/(^|\.)website-[^.]+\.linodeobjects\.com$/, 'a website endpoint, which accepts no signed requests'],
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
