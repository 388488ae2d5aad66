/** The buckets of credentials and of requests, each once, by name. A pattern with `*` is none. */
export function suggestBuckets(patterns: readonly string[], used: readonly string[]): readonly string[] {
  return [...new Set([...patterns.filter((pattern) => !pattern.includes('*')), ...used])].sort()
}

/** The rules for everything that this page does in one place: `upload:my-bucket/try-it/*`. */
export function proposeRules(bucket: string, prefix: string): readonly string[] {
  return bucket === '' ? [] : ['upload', 'download', 'list', 'delete'].map((action) => `${action}:${bucket}/${prefix}*`)
}
