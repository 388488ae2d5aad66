import { type BucketHolder, listBuckets } from '../../components/list-buckets.ts'

/** Lists the buckets of credentials and of recent requests, each once, sorted by name. */
export function suggestBuckets(credentials: readonly BucketHolder[], used: readonly string[]): readonly string[] {
  return [...new Set([...listBuckets(credentials), ...used])].sort()
}

/** Proposes rules for everything that this page does in one place: `upload:my-bucket/try-it/*`. */
export function proposeRules(bucket: string, prefix: string): readonly string[] {
  return bucket === '' ? [] : ['upload', 'download', 'list', 'delete'].map((action) => `${action}:${bucket}/${prefix}*`)
}
