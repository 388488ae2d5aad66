import type { S3ErrorCode } from './error-code.ts'

/** Codes about buckets, their regions and what may be done in them. */
export const bucketCodes = {
  AccessControlListNotSupported: {
    means: 'The bucket has ACLs disabled, and the upload asks for one.',
    cure: 'Leave `acl` out. To make objects public use a bucket policy, or sign downloads.',
  },
  BucketAlreadyExists: { means: 'Somebody has a bucket of that name.', cure: 'Take another name.' },
  BucketAlreadyOwnedByYou: { means: 'The bucket is there already, and is yours.', cure: 'Use it.' },
  IllegalLocationConstraintException: {
    means: 'The bucket is in another region than the one that was asked.',
    cure: 'Sign for the region of the bucket, and at its host.',
  },
  InvalidBucketName: {
    means: 'The name is none that a bucket can have.',
    cure: 'Compare it. In virtual-host style the bucket is the beginning of the host.',
  },
  InvalidBucketState: {
    means: 'The bucket does not allow this in its state.',
    cure: 'Look at its versioning and object lock.',
  },
  InvalidRegion: { means: 'The store has no region of that name.', cure: 'Sign for the region of the bucket.' },
  InvalidRegionName: {
    means: 'The store has no region of that name.',
    cure: 'Sign for `auto`.',
    store: 'Cloudflare R2',
  },
  MethodNotAllowed: {
    means: 'The method is not allowed there. Websites, CDNs and delete markers take GET and HEAD alone, or nothing.',
    cure: 'Compare method and host with what was signed.',
  },
  NoSuchBucket: {
    means: 'There is no bucket of that name at this endpoint.',
    cure: 'Compare the bucket, and the endpoint: buckets of one store or region are not known at another.',
    answer: 'bucket_not_found',
  },
  NotImplemented: {
    means: 'The store does not have what the request asks for.',
    cure: 'Look at the headers and parameters: docs/stores.md says what each store lacks.',
  },
  OperationAborted: { means: 'Another change of the same kind was under way.', cure: 'Try again.' },
  PermanentRedirect: {
    means: 'The bucket is in another region.',
    cure: 'Sign for its region, and at the host that the answer names.',
  },
  QuotaExceeded: {
    means: 'The quota of the user or the bucket is used up.',
    cure: 'Delete something, or have the quota raised.',
    store: 'Ceph',
  },
  Redirect: { means: 'The bucket is for the moment found elsewhere.', cure: 'Sign at the host of its region.' },
  RequestLimitExceeded: { means: 'There were too many requests.', cure: 'Try again later, more slowly.' },
  ServiceUnavailable: { means: 'The store cannot answer at the moment.', cure: 'Try again in a while.' },
  SlowDown: { means: 'There were too many requests.', cure: 'Try again later, more slowly.' },
  TemporaryRedirect: {
    means: 'The bucket is being moved, or its name is too new for the global host.',
    cure: 'Sign at the host of its region.',
  },
  InternalError: { means: 'The store has failed.', cure: 'Try again in a while.' },
} as const satisfies Readonly<Record<string, S3ErrorCode>>
