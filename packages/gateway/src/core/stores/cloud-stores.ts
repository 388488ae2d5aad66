import { lack, type Preset, usual } from './store.ts'

// The stores of the large clouds.

const awsHosts = [
  's3.{region}.amazonaws.com',
  's3-{region}.amazonaws.com',
  's3.amazonaws.com',
  's3-external-1.amazonaws.com',
  's3.dualstack.{region}.amazonaws.com',
  's3-fips.{region}.amazonaws.com',
  's3-fips.dualstack.{region}.amazonaws.com',
  's3-accelerate.amazonaws.com',
  's3-accelerate.dualstack.amazonaws.com',
  's3.{region}.amazonaws.com.cn',
  's3.dualstack.{region}.amazonaws.com.cn',
  's3.{region}.amazonaws.eu',
  's3.dualstack.{region}.amazonaws.eu',
  'bucket.{account}.s3.{region}.vpce.amazonaws.com',
] as const

export const aws: Preset = {
  ...usual,
  title: 'AWS S3',
  sources: [
    'https://docs.aws.amazon.com/general/latest/gr/s3.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/',
  ],
  endpoints: awsHosts,
  // A region begins with two letters, so that `s3-website-us-east-1` does not match.
  regionPattern: '(?:[a-z]{2}|eusc)(?:-[a-z]+)+-\\d+',
  endpointRegions: { 's3-external-1.amazonaws.com': 'us-east-1' },
  // amazonaws.com is not listed: load balancers and machines have names below it, and any store may be behind them.
  domains: ['aws.amazon.com', 'cloudfront.net'],
  lookalikes: [
    [/(^|\.)s3-website[.-].*\.amazonaws\./, 'a website endpoint, which accepts no signed requests'],
    [
      /\.s3-accesspoint[.-].*\.amazonaws\./,
      'the host of an access point: instead, use the alias of the access point as the bucket',
    ],
    [
      /\.s3-object-lambda[.-].*\.amazonaws\./,
      'the host of an Object Lambda access point: instead, use its alias as the bucket',
    ],
    [/\.(?:s3-outposts|s3express-).*\.amazonaws\./, 'a host of S3 on Outposts or S3 Express, which are not supported'],
    [/(^|\.)console\.aws\.amazon\.com$/, 'the console'],
    [/\.cloudfront\.net$/, 'a CDN, which has signed URLs of its own'],
    [/(^|\.)s3(?:-[a-z-]+)?\.[a-z0-9-]+\.amazonaws\.(?:com|com\.cn|eu)$/, 'not a known host of S3'],
  ],
  regions: [],
  addressing: 'virtual',
  aclPlacement: 'query',
  has: [
    'checksum',
    'multipart_checksum',
    'content_md5',
    'if_none_match',
    'multipart_if_none_match',
    'kms',
    'metadata',
    'post_form',
    'form_type_prefix',
    'request_payer',
    'server_side_encryption',
    'signature_v2',
    'storage_class',
    'tags',
    'versions',
  ],
  guard: 'refuses',
  note:
    'Without `--endpoint`, and with any regional or global host of S3, URLs use the host of the bucket’s region, which S3 ' +
    'reports. Dual-stack and FIPS hosts keep their form and follow the region as well; `s3-accelerate` becomes the public ' +
    'endpoint. ACLs need a bucket with ACLs enabled. SigV2 works in the regions that opened before 2014, for buckets that were ' +
    'created before June 2020.',
}

export const gcs: Preset = {
  ...usual,
  title: 'Google Cloud Storage',
  sources: [
    'https://cloud.google.com/storage/docs/interoperability',
    'https://cloud.google.com/storage/docs/xml-api/reference-headers',
    'https://cloud.google.com/storage/docs/using-cors',
  ],
  endpoints: ['storage.googleapis.com', 'commondatastorage.googleapis.com', 'storage.{region}.rep.googleapis.com'],
  domains: ['googleapis.com', 'cloud.google.com'],
  lookalikes: [
    [/^console\.cloud\.google\.com$/, 'the console'],
    [/^storage\.cloud\.google\.com$/, 'for browsers that are signed in to Google'],
    [/^firebasestorage\.googleapis\.com$/, 'the API of Firebase'],
  ],
  regions: 'any',
  bucketNames: 'wide',
  // Google's public-read-write is for buckets only.
  acls: ['public-read', 'authenticated-read', 'bucket-owner-read', 'bucket-owner-full-control'],
  aclReason: 'has no ACL aws-exec-read, and public-read-write only for buckets',
  has: ['content_md5', 'metadata', 'post_form'],
  lacks: {
    signature_v2: lack.signatureV2,
    if_none_match: 'uses `x-goog-if-generation-match` instead, which Signpost does not sign: leave it out',
    checksum: 'has a checksum header of its own: ask for content_md5 instead',
    multipart_checksum: 'has a checksum header of its own: leave it out',
    tags: lack.tags,
    kms: 'has its own keys, set for each bucket: leave it out',
    server_side_encryption: 'always encrypts everything: leave it out',
  },
  ownCors: {
    isOnly: true,
    advice:
      'Google Cloud Storage has its own format for CORS rules. Put the rules into a file (cors.json), and set them with: ' +
      'gcloud storage buckets update gs://BUCKET --cors-file=cors.json.',
  },
  note: 'The keys are HMAC keys (Settings → Interoperability); the region is `auto`. ACLs need a bucket without uniform access.',
}

export const oracle: Preset = {
  ...usual,
  title: 'Oracle Cloud Object Storage',
  sources: [
    'https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/s3compatibleapi.htm',
    'https://docs.oracle.com/en-us/iaas/Content/Object/s3-virtual-style.htm',
  ],
  endpoints: [
    '{account}.compat.objectstorage.{region}.oci.customer-oci.com',
    '{account}.compat.objectstorage.{region}.oraclecloud.com',
    'vhcompat.objectstorage.{region}.oci.customer-oci.com',
  ],
  domains: ['oraclecloud.com', 'oci.customer-oci.com'],
  lookalikes: [
    [/^(?:[^.]+\.)?objectstorage\./, 'the native API, which uses other signatures'],
    [/^cloud\.oracle\.com$|^console\./, 'the console'],
  ],
  regions: [],
  bucketNames: 'wide',
  acls: [],
  aclReason: 'has no ACLs: use pre-authenticated requests or a public bucket, or sign downloads',
  has: ['content_md5', 'metadata', 'if_none_match'],
  lacks: {
    post_form: lack.postForm,
    signature_v2: lack.signatureV2,
    tags: lack.tags,
    request_payer: lack.requestPayer,
  },
  note:
    'The account is the namespace of Object Storage; the keys are customer secret keys. URLs are path style; ' +
    '`vhcompat…` needs the bucket in the host (`--addressing virtual`).',
}

export const ibm: Preset = {
  ...usual,
  title: 'IBM Cloud Object Storage',
  sources: [
    'https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-compatibility-api',
    'https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-endpoints',
  ],
  endpoints: [
    's3.{region}.cloud-object-storage.appdomain.cloud',
    's3.private.{region}.cloud-object-storage.appdomain.cloud',
    's3.direct.{region}.cloud-object-storage.appdomain.cloud',
  ],
  domains: ['cloud-object-storage.appdomain.cloud', 'cloud.ibm.com'],
  lookalikes: [
    [/\.s3-web\.|^s3-web\./, 'a website endpoint, which accepts no signed requests'],
    [/cloud\.ibm\.com$/, 'the console'],
  ],
  // The location constraints of IBM's storage classes.
  regions: ['{region}-standard', '{region}-smart', '{region}-vault', '{region}-cold'],
  acls: ['public-read'],
  aclReason: 'knows only the ACLs private and public-read',
  has: ['content_md5', 'metadata', 'post_form', 'tags', 'versions'],
  note: 'The keys are HMAC credentials of a service credential.',
}

export const alibaba: Preset = {
  ...usual,
  title: 'Alibaba Cloud OSS',
  sources: [
    'https://www.alibabacloud.com/help/en/oss/developer-reference/compatibility-with-amazon-s3',
    'https://www.alibabacloud.com/help/en/oss/user-guide/oss-domain-names',
  ],
  endpoints: [
    's3.oss-{region}.aliyuncs.com',
    'oss-{region}.aliyuncs.com',
    's3.oss-{region}-internal.aliyuncs.com',
    'oss-{region}-internal.aliyuncs.com',
  ],
  regionPattern: '(?!accelerate)[a-z]+(?:-(?!internal)[a-z]+)*(?:-\\d+)?',
  domains: ['console.aliyun.com', 'alibabacloud.com'],
  lookalikes: [
    [/oss-accelerate/, 'an acceleration endpoint, which accepts only signatures of OSS'],
    [/console/, 'the console'],
    [/(^|\.)oss-[a-z0-9-]+\.aliyuncs\.com$/, 'not a known endpoint of OSS'],
  ],
  regions: ['oss-{region}'],
  addressing: 'virtual',
  hasPathStyle: false,
  acls: ['public-read', 'public-read-write'],
  aclReason: 'knows only the ACLs private, public-read and public-read-write',
  has: ['content_md5', 'metadata', 'post_form'],
  note: 'The bucket is always in the host, so Signpost refuses a bucket whose name has a dot.',
}
