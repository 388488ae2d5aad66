import { lack, noAcls, type Preset, usual } from './store.ts'

// Stores that operators run themselves, so each installation has an endpoint of its own.

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
  // https://github.com/pgsty/silo/pull/173: up to its last release MinIO refuses only unsigned metadata. A live store is asked first.
  guard: 'open',
  ownCors: {
    isOnly: false,
    advice:
      'Only AIStor has CORS rules for buckets. MinIO allows every origin, unless MINIO_API_CORS_ALLOW_ORIGIN names some: in that ' +
      'case, add your origin there.',
  },
  note: 'The bucket can be in the host only when `MINIO_DOMAIN` is set. Encryption needs a key service.',
}

export const rustfs: Preset = {
  ...usual,
  title: 'RustFS',
  sources: ['https://docs.rustfs.com/features/s3-compatibility/', 'https://github.com/rustfs/rustfs/issues/984'],
  bucketNames: 'wide',
  acls: 'unknown',
  has: ['metadata', 'post_form', 'tags', 'versions'],
  lacks: { signature_v2: lack.signatureV2 },
  note: 'It enforces a form’s conditions since 1.0.0-alpha.83.',
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
    server_side_encryption: 'encrypts only with keys of the client: leave it out',
    request_payer: lack.requestPayer,
  },
  note: 'The region is the `s3_region` of its configuration, usually `garage`. It refuses any other region, and names the right one.',
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
  aclReason: 'has no ACLs for objects: use a bucket policy, or sign downloads',
  has: ['checksum', 'metadata', 'tags'],
  lacks: { signature_v2: lack.signatureV2 },
}

export const storagegrid: Preset = {
  ...usual,
  title: 'NetApp StorageGRID',
  sources: ['https://docs.netapp.com/us-en/storagegrid-119/s3/index.html'],
  acls: [],
  aclReason: 'has no ACLs for objects: use a bucket or group policy, or sign downloads',
  has: ['content_md5', 'metadata', 'server_side_encryption', 'signature_v2', 'storage_class', 'tags', 'versions'],
  lacks: {
    post_form: lack.postForm,
    kms: lack.kms,
    request_payer: lack.requestPayer,
    checksum: 'does not document checksum headers: ask for content_md5 instead',
    multipart_checksum: 'does not document checksum headers: leave it out',
  },
  note: 'The bucket can be in the host only when an endpoint domain name is configured.',
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

// An unknown store may allow any bucket name: the name is in the path, so it cannot change the host.
export const other: Preset = {
  ...usual,
  title: 'This store',
  bucketNames: 'wide',
  acls: 'unknown',
  note: 'Signpost tests the store when its credential is stored.',
}
