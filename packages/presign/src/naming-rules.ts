// The rules for the names in a request: bucket, object key and region. Each check returns what is wrong, or `undefined` if the
// name can be signed. The text continues the name of the field: "`bucket` " + "must not contain a slash…".

// Accepts the common case with one test: 3 to 63 of the allowed characters, with a letter or digit at both ends.
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const ipv4Address = /^\d{1,3}(?:\.\d{1,3}){3}$/

// A plain SigV4 request to the bucket's regional endpoint can never reach these names. The other reserved affixes
// (`sthree-`, `amzn-s3-demo-`, `-s3alias`, `--ol-s3`, `--table-s3`) are allowed: S3 only forbids *creating* such a
// bucket. Ordinary requests use these names for access point aliases, Object Lambda aliases and the storage of S3 tables.
const unreachableSuffixes = [
  ['--x-s3', 'directory buckets (S3 Express) need session credentials and a zonal endpoint'],
  ['--xa-s3', 'access points of directory buckets need session credentials and a zonal endpoint'],
  ['--op-s3', 'S3 on Outposts needs its own endpoint and signing name'],
  ['.mrap', 'multi-Region access points need SigV4A'],
] as const

/**
 * Says what is wrong with a bucket name, or returns `undefined`.
 *
 * It enforces those of S3's rules for general purpose buckets that decide whether a request can work
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html). Because the bucket name becomes part of the
 * host name, the rules also ensure that it can never choose the host.
 */
export function findBucketProblem(bucket: string): string | undefined {
  if (typeof bucket !== 'string' || !bucketName.test(bucket)) return describeMalformedBucket(bucket)
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

const wideBucketName = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/

/**
 * Like {@link findBucketProblem}, but for a store that also has bucket names that S3 does not allow: names with underscores,
 * and names with dots and up to 222 characters. Such a name is always in the path, never in the host.
 */
export function findWideBucketProblem(bucket: string): string | undefined {
  // Most names are valid in every store.
  const problem = findBucketProblem(bucket)
  if (problem === undefined || typeof bucket !== 'string' || !/^[a-z0-9._-]+$/.test(bucket)) return problem
  if (bucket.includes('..') || ipv4Address.test(bucket)) return problem
  // https://cloud.google.com/storage/docs/buckets#naming
  const most = bucket.includes('.') ? 222 : 63
  if (bucket.length < 3 || bucket.length > most) return `must have 3 to ${most} characters, not ${bucket.length}`
  if (!wideBucketName.test(bucket)) return 'must start and end with a lowercase letter or a digit'
  const longest = Math.max(...bucket.split('.').map(({ length }) => length))
  return longest > 63 ? `must have 3 to 63 characters between two dots, not ${longest}` : undefined
}

function describeMalformedBucket(bucket: string): string {
  if (typeof bucket !== 'string' || bucket === '') return 'must be a bucket name: 3 to 63 characters'
  // Texts that people often pass instead of a bucket.
  if (bucket.startsWith('arn:')) return describeArn(bucket)
  if (/^[a-z0-9]+:\/\//i.test(bucket)) return describeUrl(bucket)
  if (bucket.includes('/'))
    return 'must not contain a slash: put only the bucket here, and the rest of the path into the key'
  if (/[A-Z]/.test(bucket)) {
    return 'must not contain an uppercase letter: use lowercase letters, digits, dots and hyphens'
  }
  if (bucket.includes('_')) return 'must not contain an underscore: use lowercase letters, digits, dots and hyphens'
  if (!/^[a-z0-9.-]*$/.test(bucket)) return 'may only contain lowercase letters, digits, dots and hyphens'
  if (bucket.length < 3 || bucket.length > 63) return `must have 3 to 63 characters, not ${bucket.length}`
  return 'must start and end with a lowercase letter or a digit'
}

/** Describes what to use instead of an ARN (`arn:partition:service:region:account:resource`; IAM User Guide, "Amazon Resource Names"). */
function describeArn(arn: string): string {
  const [, , service, region, , ...resource] = arn.split(':')
  const name = resource.join(':')
  if (service === 's3' && /^accesspoint[/:]/.test(name)) {
    if (region === '')
      return 'must not be the ARN of a multi-Region access point: it needs SigV4A, which is not supported'
    return 'must not be the ARN of an access point: use its alias, which ends in "-s3alias"'
  }
  if (service === 's3-object-lambda') {
    return 'must not be the ARN of an Object Lambda access point: use its alias, which ends in "--ol-s3"'
  }
  if (service === 's3' && region === '') return describeSplit('an ARN', name)
  return 'must not be an ARN: use the name of the bucket, or the alias of the access point'
}

/** Describes what to use instead of `s3://bucket/key`, the AWS command line's notation, or the URL of an object. */
function describeUrl(url: string): string {
  if (/^(?:s3|gs):/i.test(url)) return describeSplit('a URL', url.slice(url.indexOf('//') + 2))
  return 'must not be a URL: use the name of the bucket'
}

/** Describes what to use instead of a bucket with a key after it. It repeats only names that can be a bucket. */
function describeSplit(what: string, name: string): string {
  const slash = name.indexOf('/')
  const bucket = slash === -1 ? name : name.slice(0, slash)
  if (!wideBucketName.test(bucket)) return `must not be ${what}: use the name of the bucket`
  if (slash === -1 || slash === name.length - 1) return `must not be ${what}: use the name of the bucket, ${bucket}`
  return `must not be ${what}: use the name of the bucket, ${bucket}, and put the text after the slash into the key`
}

const maxKeyBytes = 1024

/**
 * Says what is wrong with an object key, or returns `undefined`.
 *
 * A key is 1 to 1024 bytes of UTF-8 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html). Leading,
 * trailing and doubled slashes are legal and stay as they are.
 */
export function findKeyProblem(key: string): string | undefined {
  if (typeof key !== 'string' || key === '') return 'must not be empty: name an object, such as "pdfs/report.pdf"'
  // A UTF-16 unit takes at most 3 bytes, so most keys need no counting.
  if (key.length * 3 > maxKeyBytes) {
    const bytes = key.length > maxKeyBytes ? key.length : Buffer.byteLength(key)
    if (bytes > maxKeyBytes) return `must have at most ${maxKeyBytes} bytes of UTF-8: shorten it`
  }
  // URL parsers collapse such segments (RFC 3986, section 5.2.4), so the client would request a different key from the signed
  // one.
  if (hasDotSegment(key)) {
    return 'must not contain a "." or ".." segment: clients collapse it and would request another object'
  }
  if (key.includes('\0')) return 'must not contain a NUL character: S3 cannot list such a key, and stores refuse it'
  if (!key.isWellFormed()) return 'must be well-formed Unicode: it contains half of a surrogate pair'
  return undefined
}

/**
 * Whether a segment is exactly `.` or `..`. It goes from dot to dot, because a key has few dots. For a long key this takes a
 * sixteenth of the time of a regular expression, which looks at every character.
 */
function hasDotSegment(key: string): boolean {
  for (let dot = key.indexOf('.'); dot !== -1; dot = key.indexOf('.', dot + 1)) {
    const isAtStart = dot === 0 || key[dot - 1] === '/'
    const end = key[dot + 1] === '.' ? dot + 2 : dot + 1
    if (isAtStart && (end === key.length || key[end] === '/')) return true
  }
  return false
}

const regionName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const awsRegionName = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/

/**
 * Says what is wrong with a region, or returns `undefined`. Stores other than AWS have their own region names (`auto`,
 * `garage`), so any host name label is allowed.
 */
export function findRegionProblem(region: string): string | undefined {
  if (typeof region !== 'string' || region === '') return 'must be a region name, such as "eu-central-1"'
  if (regionName.test(region)) return undefined
  if (region.length > 63) return 'must have at most 63 characters'
  return 'may only contain lowercase letters, digits and inner hyphens, such as "eu-central-1"'
}

/**
 * Like {@link findRegionProblem}, but for a presigner without an endpoint. The region becomes part of an AWS host name, so it
 * has to be a region of AWS.
 */
export function findAwsRegionProblem(region: string): string | undefined {
  const problem = findRegionProblem(region)
  if (problem !== undefined || awsRegionName.test(region)) return problem
  return 'must be a region of AWS, such as "eu-central-1": for another store, set its `endpoint`'
}
