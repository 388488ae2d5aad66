import { lack, noAcls, type Preset, usual } from './store.ts'

// Stores that each operator runs, so that each has an endpoint of its own.

export const minio: Preset = {
  ...usual,
  title: 'MinIO',
  sources: [
    'https://min.io/docs/minio/linux/operations/concepts/thresholds.html',
    'https://docs.min.io/enterprise/aistor-object-store/administration/cors-configuration',
  ],
  bucketNames: 'wide',
  acls: [],
  aclReason: 'ignores ACLs of objects: use a bucket policy, or sign downloads',
  has: [
    'checksum',
    'content_md5',
    'if_none_match',
    'kms',
    'metadata',
    'post_form',
    'server_side_encryption',
    'signature_v2',
    'storage_class',
    'tags',
    'versions',
  ],
  // https://github.com/pgsty/silo/pull/173: up to its last release it refuses unsigned metadata alone; a live one is asked first.
  guard: 'open',
  ownCors: {
    isOnly: false,
    advice:
      'Only AIStor has CORS rules of buckets. MinIO answers every origin, unless MINIO_API_CORS_ALLOW_ORIGIN names some: then add ' +
      'yours there.',
  },
  note: 'The bucket is in the host only where `MINIO_DOMAIN` is set. Encryption needs a key service.',
}

export const rustfs: Preset = {
  ...usual,
  title: 'RustFS',
  sources: ['https://docs.rustfs.com/features/s3-compatibility/', 'https://github.com/rustfs/rustfs/issues/984'],
  bucketNames: 'wide',
  acls: 'unknown',
  has: ['metadata', 'post_form', 'tags', 'versions'],
  lacks: { signature_v2: lack.signatureV2 },
  note: 'It holds uploads to a form’s conditions since 1.0.0-alpha.83.',
}

export const garage: Preset = {
  ...usual,
  title: 'Garage',
  sources: ['https://garagehq.deuxfleurs.fr/documentation/reference-manual/s3-compatibility/'],
  acls: [],
  aclReason: noAcls,
  has: ['content_md5', 'metadata', 'post_form'],
  lacks: {
    signature_v2: lack.signatureV2,
    tags: lack.tags,
    versions: lack.versions,
    kms: lack.kms,
    server_side_encryption: 'has only encryption with keys of the client',
    request_payer: lack.requestPayer,
  },
  note: 'The region is the `s3_region` of its configuration, mostly `garage`; it refuses others and names the right one.',
}

export const seaweedfs: Preset = {
  ...usual,
  title: 'SeaweedFS',
  sources: ['https://github.com/seaweedfs/seaweedfs/wiki/Amazon-S3-API'],
  acls: 'unknown',
  has: ['metadata', 'post_form', 'signature_v2', 'tags', 'versions'],
}

export const versity: Preset = {
  ...usual,
  title: 'Versity S3 Gateway',
  sources: ['https://github.com/versity/versitygw/wiki/Incompatibilities-With-AWS-S3'],
  acls: [],
  aclReason: 'has no ACLs of objects: use a bucket policy, or sign downloads',
  has: ['checksum', 'metadata', 'tags'],
  lacks: { signature_v2: lack.signatureV2 },
}

export const storagegrid: Preset = {
  ...usual,
  title: 'NetApp StorageGRID',
  sources: ['https://docs.netapp.com/us-en/storagegrid-119/s3/index.html'],
  acls: [],
  aclReason: 'has no ACLs of objects: use a bucket or group policy, or sign downloads',
  has: ['content_md5', 'metadata', 'server_side_encryption', 'signature_v2', 'storage_class', 'tags', 'versions'],
  lacks: {
    post_form: lack.postForm,
    kms: lack.kms,
    request_payer: lack.requestPayer,
    checksum: 'does not list checksum headers: ask for content_md5',
    multipart_checksum: 'does not list checksum headers: leave it out',
  },
  note: 'The bucket is in the host only where an endpoint domain name is configured.',
}

export const swiftstack: Preset = {
  ...usual,
  title: 'SwiftStack (OpenStack Swift)',
  sources: ['https://docs.openstack.org/swift/latest/s3_compat.html'],
  bucketNames: 'wide',
  acls: 'unknown',
  has: ['content_md5', 'metadata', 'signature_v2', 'versions'],
  lacks: {
    post_form: lack.postForm,
    tags: lack.tags,
    kms: lack.kms,
    server_side_encryption: lack.encryption,
    request_payer: lack.requestPayer,
  },
}

// Its bucket names are its own affair: in the path they choose no host.
export const other: Preset = {
  ...usual,
  title: 'This store',
  bucketNames: 'wide',
  acls: 'unknown',
  note: 'It is tried when its credential is stored.',
}
