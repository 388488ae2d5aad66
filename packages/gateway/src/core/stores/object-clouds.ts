import { lack, type Preset, usual } from './store.ts'

// Clouds whose store is their own software.

export const r2: Preset = {
  ...usual,
  title: 'Cloudflare R2',
  sources: [
    'https://developers.cloudflare.com/r2/api/s3/api/',
    'https://developers.cloudflare.com/r2/api/s3/presigned-urls/',
  ],
  endpoints: [
    '{account}.r2.cloudflarestorage.com',
    '{account}.eu.r2.cloudflarestorage.com',
    '{account}.fedramp.r2.cloudflarestorage.com',
  ],
  domains: ['r2.cloudflarestorage.com', 'r2.dev', 'dash.cloudflare.com'],
  lookalikes: [
    [/\.r2\.dev$/, 'the public address of a bucket, which accepts no signed requests'],
    [/^dash\.cloudflare\.com$/, 'the dashboard'],
  ],
  regions: ['auto', 'us-east-1', 'wnam', 'enam', 'weur', 'eeur', 'apac', 'oc'],
  acls: [],
  aclReason: 'has no ACLs: make the bucket public with a custom domain, or sign downloads',
  has: ['checksum', 'multipart_checksum', 'content_md5', 'if_none_match', 'metadata', 'storage_class'],
  lacks: {
    post_form: lack.postForm,
    signature_v2: lack.signatureV2,
    tags: lack.tags,
    versions: lack.versions,
    kms: lack.kms,
    server_side_encryption: lack.encryption,
    request_payer: lack.requestPayer,
  },
  ownCors: {
    isOnly: false,
    advice:
      'R2 accepts CORS rules only with an API token of the kind “Admin Read & Write”. Without such a token, set them in the ' +
      'dashboard: the bucket, Settings, CORS Policy.',
  },
  note: 'The region is `auto`. Signed URLs work only at R2’s own endpoint, not at a custom domain.',
}

export const b2: Preset = {
  ...usual,
  title: 'Backblaze B2',
  sources: [
    'https://www.backblaze.com/docs/cloud-storage-s3-compatible-api',
    'https://www.backblaze.com/docs/cloud-storage-cross-origin-resource-sharing-rules',
  ],
  endpoints: ['s3.{region}.backblazeb2.com'],
  domains: ['backblazeb2.com', 'backblaze.com'],
  lookalikes: [
    [/(^|\.)f\d{3}\.backblazeb2\.com$/, 'the friendly address for downloads, which accepts no S3 requests'],
    [/^api\d*\.backblazeb2\.com$/, 'the native API'],
    [/backblaze\.com$/, 'the console'],
  ],
  regions: [],
  addressing: 'virtual',
  acls: [],
  aclReason: 'has ACLs only for whole buckets: set the bucket to public, or sign downloads',
  has: ['content_md5', 'metadata', 'server_side_encryption', 'versions'],
  lacks: { post_form: lack.postForm, signature_v2: lack.signatureV2, tags: lack.tags, kms: lack.kms },
  ownCors: {
    isOnly: false,
    advice:
      'B2 stores the CORS rules of its native API apart from those of the S3 API. Check both in the console (the bucket, CORS ' +
      'Rules), or with: b2 bucket update --cors-rules.',
  },
}

export const wasabi: Preset = {
  ...usual,
  title: 'Wasabi',
  sources: [
    'https://docs.wasabi.com/docs/what-are-the-service-urls-for-wasabis-different-storage-regions',
    'https://docs.wasabi.com/docs/wasabi-api',
    'https://docs.wasabi.com/docs/cross-origin-resource-sharing-cors',
  ],
  endpoints: ['s3.{region}.wasabisys.com', 's3.wasabisys.com'],
  endpointRegions: {
    's3.wasabisys.com': 'us-east-1',
    's3.nl-1.wasabisys.com': 'eu-central-1',
    's3.de-1.wasabisys.com': 'eu-central-2',
    's3.uk-1.wasabisys.com': 'eu-west-1',
    's3.fr-1.wasabisys.com': 'eu-west-2',
  },
  domains: ['wasabisys.com'],
  lookalikes: [
    [/^console\.wasabisys\.com$/, 'the console'],
    [/^(?:iam|sts|stats)\.(?:[a-z0-9-]+\.)?wasabisys\.com$/, 'an API other than S3'],
  ],
  regions: [],
  addressing: 'virtual',
  has: ['content_md5', 'metadata', 'post_form', 'server_side_encryption', 'signature_v2', 'tags', 'versions'],
  ownCors: {
    isOnly: false,
    advice:
      'A Wasabi bucket without CORS rules follows a default. Its own rules replace the default for every origin: the console ' +
      '(the bucket, Settings, Permissions) shows both.',
  },
  note: 'Public ACLs need public access to be switched on for the account.',
}

export const supabase: Preset = {
  ...usual,
  title: 'Supabase Storage',
  sources: [
    'https://supabase.com/docs/guides/storage/s3/compatibility',
    'https://github.com/supabase/storage/pull/1211',
  ],
  endpoints: ['{account}.storage.supabase.co/storage/v1/s3', '{account}.supabase.co/storage/v1/s3'],
  domains: ['supabase.co', 'supabase.com'],
  lookalikes: [[/supabase\.com$/, 'the dashboard']],
  regions: 'any',
  bucketNames: 'wide',
  acls: [],
  aclReason: 'has no ACLs: make the bucket public, or sign downloads',
  has: ['post_form'],
  lacks: {
    content_md5: 'does not verify it: leave it out',
    tags: lack.tags,
    versions: lack.versions,
    storage_class: lack.storageClass,
    server_side_encryption: lack.encryption,
    kms: lack.kms,
    request_payer: lack.requestPayer,
    signature_v2: lack.signatureV2,
  },
  ownCors: {
    isOnly: true,
    advice:
      'Supabase has no CORS rules for buckets: its API answers for all of them. If you run Supabase yourself, the proxy in front ' +
      'of it (Kong, nginx) may have to allow the origin.',
  },
  note:
    'The region is that of the project. URLs are path style below `/storage/v1/s3`. For a self-hosted Supabase, set `--preset ' +
    'supabase` and its own `--endpoint`, with the path. It enforces a form’s conditions since July 2026.',
}

export const scaleway: Preset = {
  ...usual,
  title: 'Scaleway Object Storage',
  sources: ['https://www.scaleway.com/en/docs/object-storage/api-cli/using-api-call-list/'],
  endpoints: ['s3.{region}.scw.cloud'],
  // scw.cloud is not listed: machines and functions have names below it.
  domains: [],
  lookalikes: [
    [/(^|\.)s3-website\.[^.]+\.scw\.cloud$/, 'a website endpoint, which accepts no signed requests'],
    [/^console\.scaleway\.com$/, 'the console'],
  ],
  regions: [],
  addressing: 'virtual',
  has: ['metadata', 'post_form', 'storage_class', 'tags', 'versions'],
}

export const ovh: Preset = {
  ...usual,
  title: 'OVHcloud Object Storage',
  sources: [
    'https://help.ovhcloud.com/csm/en-public-cloud-storage-s3-location?id=kb_article_view&sysparm_article=KB0047384',
    'https://docs.openio.io/latest/source/arch-design/s3_compliancy.html',
  ],
  endpoints: [
    's3.{region}.io.cloud.ovh.net',
    's3.{region}.perf.cloud.ovh.net',
    's3.{region}.cloud.ovh.net',
    's3.{region}.io.cloud.ovh.us',
  ],
  domains: ['io.cloud.ovh.net', 'perf.cloud.ovh.net', 'io.cloud.ovh.us'],
  lookalikes: [
    [/(^|\.)s3-website\..*\.cloud\.ovh\.(?:net|us)$/, 'a website endpoint, which accepts no signed requests'],
    [/^storage\..*\.cloud\.ovh\.(?:net|us)$/, 'the Swift API'],
    [/^(?:manager|www)\.(?:\w+\.)?ovh(?:cloud)?\.com$/, 'the console'],
  ],
  regions: [],
  addressing: 'virtual',
  has: ['metadata', 'storage_class', 'tags', 'versions'],
  lacks: { post_form: lack.postForm },
  note: 'Write regions in lowercase: `gra`, `sbg`, `eu-west-par`.',
}

export const idrive: Preset = {
  ...usual,
  title: 'IDrive e2',
  sources: ['https://www.idrive.com/e2/s3-compatible-api'],
  endpoints: ['s3.{region}.idrivee2.com', '{account}.{place}.idrivee2-{number}.com'],
  domains: ['idrivee2.com', 'idrive.com'],
  lookalikes: [[/(^|\.)(?:idrive|idrivee2)\.com$/, 'the console']],
  regions: 'any',
  acls: 'unknown',
  has: ['metadata', 'versions'],
  lacks: { post_form: lack.postForm },
  note: 'The dashboard shows the endpoint of each region of an account.',
}

export const storj: Preset = {
  ...usual,
  title: 'Storj',
  sources: ['https://storj.dev/dcs/api/s3/s3-compatibility'],
  endpoints: ['gateway.storjshare.io', 'gateway.{region}.storjshare.io'],
  domains: ['storjshare.io', 'storj.io'],
  lookalikes: [
    [/(^|\.)link\.(?:\w+\.)?storjshare\.io$/, 'link sharing, which accepts no signed requests'],
    [/(^|\.)storj\.io$/, 'the console'],
  ],
  regions: 'any',
  acls: [],
  aclReason: 'has no ACLs: share a link, or sign downloads',
  has: ['metadata', 'tags', 'versions'],
}

export const tigris: Preset = {
  ...usual,
  title: 'Tigris',
  sources: ['https://www.tigrisdata.com/docs/api/s3/', 'https://www.tigrisdata.com/blog/virtual-hosted-urls/'],
  endpoints: ['t3.storage.dev', 'fly.storage.tigris.dev'],
  domains: ['storage.dev', 'tigris.dev', 'tigrisfiles.io'],
  lookalikes: [
    [/tigrisfiles\.io$/, 'the public address of a bucket, which accepts no signed requests'],
    [/^(?:console|iam)\.(?:storage|tigris)\.dev$/, 'the console, or an API other than S3'],
  ],
  regions: ['auto'],
  addressing: 'virtual',
  acls: ['public-read'],
  aclReason: 'knows only the ACLs private and public-read',
  has: ['if_none_match', 'metadata', 'storage_class'],
  lacks: { versions: lack.versions, kms: lack.kms },
  note: 'The region is `auto`. Buckets that were created after February 2025 have no path style. An ACL needs a bucket that allows object ACLs.',
}
