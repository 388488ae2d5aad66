import type { S3ErrorCode } from './error-code.ts'

/** Codes about buckets, their regions and what may be done in them. */
export const bucketCodes = {
  AccessControlListNotSupported: {
    means: 'The bucket has ACLs disabled, and the upload asks for one.',
    cure: 'Leave `acl` out. To make objects public, use a bucket policy, or sign downloads.',
  },
  BucketAlreadyExists: { means: 'A bucket of that name already exists.', cure: 'Choose another name.' },
  BucketAlreadyOwnedByYou: { means: 'The bucket already exists, and is yours.', cure: 'Use it.' },
  IllegalLocationConstraintException: {
    means: 'The bucket is not in the region that was asked.',
    cure: 'Sign for the region of the bucket, and for its host.',
  },
  InvalidBucketName: {
    means: 'A bucket cannot have this name.',
    cure: 'Check the name. In virtual-host style, the bucket is the beginning of the host.',
  },
  InvalidBucketState: {
    means: 'The bucket does not allow this in its present state.',
    cure: 'Check its versioning and object lock.',
  },
  InvalidRegion: { means: 'The store has no region of that name.', cure: 'Sign for the region of the bucket.' },
  InvalidRegionName: {
    means: 'The store has no region of that name.',
    cure: 'Sign for `auto`.',
    store: 'Cloudflare R2',
  },
  MethodNotAllowed: {
    means: 'The method is not allowed there. Websites, CDNs and delete markers accept only GET and HEAD, or nothing.',
    cure: 'Compare method and host with what was signed.',
  },
  NoSuchBucket: {
    means: 'There is no bucket of that name at this endpoint.',
    cure: 'Check the bucket and the endpoint: one store or region does not know the buckets of another.',
    answer: 'bucket_not_found',
  },
  NotImplemented: {
    means: 'The store does not support what the request asks for.',
    cure: 'Check the headers and parameters: docs/stores.md says what each store lacks.',
  },
  OperationAborted: { means: 'Another change of the same kind was in progress.', cure: 'Try again.' },
  PermanentRedirect: {
    means: 'The bucket is in another region.',
    cure: 'Sign for its region, and for the host that the answer names.',
  },
  QuotaExceeded: {
    means: 'The quota of the user or the bucket is used up.',
    cure: 'Delete something, or have the quota raised.',
    store: 'Ceph',
  },
  Redirect: { means: 'For the moment, the bucket is elsewhere.', cure: 'Sign for the host of its region.' },
  RequestLimitExceeded: { means: 'There were too many requests.', cure: 'Try again later, more slowly.' },
  ServiceUnavailable: { means: 'The store cannot answer at the moment.', cure: 'Try again in a while.' },
  SlowDown: { means: 'There were too many requests.', cure: 'Try again later, more slowly.' },
  TemporaryRedirect: {
    means: 'The bucket is being moved, or its name is too new for the global host.',
    cure: 'Sign for the host of its region.',
  },
  InternalError: { means: 'The store has failed.', cure: 'Try again in a while.' },
} as const satisfies Readonly<Record<string, S3ErrorCode>>
