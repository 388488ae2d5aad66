/** The parts of a credential that concern buckets. */
export interface BucketHolder {
  readonly bucketPatterns: readonly string[]
  readonly isSandbox: boolean
}

/** The example bucket for the sandbox, which accepts any name. */
const sandboxBucket = 'my-bucket'

/** Lists the buckets that credentials name, each once and without patterns. */
export function listBuckets(credentials: readonly BucketHolder[]): string[] {
  const named = credentials.flatMap(({ bucketPatterns }) => bucketPatterns.filter((pattern) => !pattern.endsWith('*')))
  const tried = credentials.some(({ isSandbox }) => isSandbox) ? [sandboxBucket] : []
  return [...new Set([...named, ...tried])]
}
