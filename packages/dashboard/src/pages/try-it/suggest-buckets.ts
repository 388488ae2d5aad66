/** The sandbox takes every bucket; this is the one of all examples. */
const sandboxBucket = 'my-bucket'

/** What is said of a credential, as far as it tells of buckets. */
interface BucketHolder {
  readonly bucketPatterns: readonly string[]
  readonly isSandbox: boolean
}

/** The buckets of credentials and of requests, each once, by name. A pattern with `*` is none. */
export function suggestBuckets(credentials: readonly BucketHolder[], used: readonly string[]): readonly string[] {
  const named = credentials.flatMap(({ bucketPatterns, isSandbox }) =>
    isSandbox ? [...bucketPatterns, sandboxBucket] : bucketPatterns,
  )
  return [...new Set([...named.filter((pattern) => !pattern.includes('*')), ...used])].sort()
}

/** The rules for everything that this page does in one place: `upload:my-bucket/try-it/*`. */
export function proposeRules(bucket: string, prefix: string): readonly string[] {
  return bucket === '' ? [] : ['upload', 'download', 'list', 'delete'].map((action) => `${action}:${bucket}/${prefix}*`)
}
