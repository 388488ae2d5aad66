// One look for the common case: 3 to 63 of the allowed characters, a letter or digit at both ends.
const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const ipv4Address = /^\d{1,3}(?:\.\d{1,3}){3}$/

// Names that a plain SigV4 request to the bucket's regional endpoint can never reach. The other reserved affixes
// (`sthree-`, `amzn-s3-demo-`, `-s3alias`, `--ol-s3`, `--table-s3`) only forbid *creating* such a bucket: access point
// aliases, Object Lambda aliases and the storage of S3 tables are used as bucket names in ordinary requests.
const unreachableSuffixes = [
  ['--x-s3', 'directory buckets (S3 Express) need session credentials and a zonal endpoint'],
  ['--xa-s3', 'access points of directory buckets need session credentials and a zonal endpoint'],
  ['--op-s3', 'S3 on Outposts needs its own endpoint and signing name'],
  ['.mrap', 'multi-Region access points need SigV4A'],
] as const

/**
 * Says what is wrong with a bucket name, or `undefined` when it can be signed for. The text goes after the name of the
 * parameter: "`bucket` " + "must not contain an uppercase letter…".
 *
 * The rules are S3's for general purpose buckets
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html), as far as they decide whether a
 * request can work. They also make sure that a bucket name, which becomes part of the host name, can never choose the
 * host.
 */
export function findBucketProblem(bucket: string): string | undefined {
  if (typeof bucket !== 'string' || !wellFormed.test(bucket)) return describeMalformed(bucket)
  if (bucket.includes('.')) {
    if (bucket.includes('..')) return 'must not contain two dots in a row: put one dot between labels'
    if (ipv4Address.test(bucket)) return 'must not look like an IP address: use a name with letters'
  }
  if (bucket.startsWith('xn--')) {
    return 'must not start with "xn--": S3 reserves it, and clients read it as an internationalized host name'
  }
  if (bucket.endsWith('-s3') || bucket.endsWith('.mrap')) {
    const unreachable = unreachableSuffixes.find(([suffix]) => bucket.endsWith(suffix))
    if (unreachable) return `must not end with "${unreachable[0]}": ${unreachable[1]}, which is not supported`
  }
  return undefined
}

function describeMalformed(bucket: string): string {
  if (typeof bucket !== 'string' || bucket === '') return 'must be a bucket name: 3 to 63 characters'
  if (/[A-Z]/.test(bucket)) {
    return 'must not contain an uppercase letter: use lowercase letters, digits, dots and hyphens'
  }
  if (bucket.includes('/')) return 'must not contain a slash: the bucket goes here, the rest of the path into the key'
  if (bucket.includes('_')) return 'must not contain an underscore: use lowercase letters, digits, dots and hyphens'
  if (!/^[a-z0-9.-]*$/.test(bucket)) return 'may only contain lowercase letters, digits, dots and hyphens'
  if (bucket.length < 3 || bucket.length > 63) return `must have 3 to 63 characters, not ${bucket.length}`
  return 'must start and end with a lowercase letter or a digit'
}
