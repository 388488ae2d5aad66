/** What is said of a credential, as far as it tells of buckets. */
export interface BucketHolder {
  readonly bucketPatterns: readonly string[]
  readonly isSandbox: boolean
}

/** The bucket that the sandbox is tried with everywhere; it takes any. */
const sandboxBucket = 'my-bucket'

/** The buckets that credentials name, each once, without those that are only a beginning. */
export function listBuckets(credentials: readonly BucketHolder[]): string[] {
  const named = credentials.flatMap(({ bucketPatterns }) => bucketPatterns.filter((pattern) => !pattern.endsWith('*')))
  const tried = credentials.some(({ isSandbox }) => isSandbox) ? [sandboxBucket] : []
  return [...new Set([...named, ...tried])]
}
