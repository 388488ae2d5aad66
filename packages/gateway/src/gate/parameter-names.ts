import { findNearest } from '../core/nearest.ts'

/** What a name that is not known most likely means. */
export interface Meaning {
  /** The name, or as much of it as holds nothing but known words; undefined when it is the caller's own text. */
  readonly shown?: string
  /** What is the matter, in words that follow the name. */
  readonly is: string
  /** The operation's own parameters for it; empty when it has none. */
  readonly meant: readonly string[]
  /**
   * Whether to ignore it would mislead: the caller believes in something that is not signed. Another word for a parameter
   * misleads when that parameter is not there.
   */
  readonly misleads: boolean | 'without-it'
}

/**
 * What S3 calls things in its API, in HTTP headers and in its SDKs, by our name for it. Under `none` is what no
 * operation takes. S3 API Reference, "PutObject", "GetObject", "ListObjectsV2", "POST Object".
 */
const s3Names: Readonly<Record<string, readonly string[]>> = {
  bucket: ['Bucket'],
  key_name: ['Key'],
  // An `acl` without `x-amz-` promises nothing to a download, which is all that has none.
  acl: ['x-amz-acl'],
  expires_in: ['Expires', 'X-Amz-Expires'],
  content_type: ['Content-Type'],
  content_length: ['Content-Length'],
  content_md5: ['Content-MD5'],
  cache_control: ['Cache-Control'],
  content_disposition: ['Content-Disposition'],
  content_encoding: ['Content-Encoding'],
  content_language: ['Content-Language'],
  checksum_crc32: ['ChecksumCRC32', 'x-amz-checksum-crc32'],
  checksum_crc32c: ['ChecksumCRC32C', 'x-amz-checksum-crc32c'],
  checksum_crc64nvme: ['ChecksumCRC64NVME', 'x-amz-checksum-crc64nvme'],
  checksum_sha1: ['ChecksumSHA1', 'x-amz-checksum-sha1'],
  checksum_sha256: ['ChecksumSHA256', 'x-amz-checksum-sha256'],
  checksum_algorithm: ['ChecksumAlgorithm', 'x-amz-checksum-algorithm', 'x-amz-sdk-checksum-algorithm'],
  if_none_match: ['If-None-Match'],
  metadata: ['Metadata', 'x-amz-meta'],
  tags: ['Tagging', 'x-amz-tagging'],
  storage_class: ['StorageClass', 'x-amz-storage-class'],
  server_side_encryption: ['ServerSideEncryption', 'x-amz-server-side-encryption'],
  kms_key_id: ['SSEKMSKeyId', 'x-amz-server-side-encryption-aws-kms-key-id'],
  request_payer: ['RequestPayer', 'x-amz-request-payer'],
  version_id: ['VersionId', 'x-amz-version-id'],
  'disposition filename': ['response-content-disposition'],
  response_content_type: ['response-content-type'],
  response_cache_control: ['response-cache-control'],
  response_content_language: ['response-content-language'],
  response_content_encoding: ['response-content-encoding'],
  response_expires: ['response-expires'],
  prefix: ['Prefix'],
  delimiter: ['Delimiter'],
  limit: ['MaxKeys'],
  cursor: ['ContinuationToken', 'StartAfter', 'Marker'],
  upload_id: ['UploadId'],
  part_numbers: ['PartNumber'],
  success_status: ['success_action_status'],
  success_redirect: ['success_action_redirect'],
  none: [
    ...['Range', 'If-Match', 'If-Modified-Since', 'If-Unmodified-Since', 'PartNumberMarker', 'Conditions'],
    ...['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWriteACP', 'WebsiteRedirectLocation', 'CopySource'],
    ...['ObjectLockMode', 'ObjectLockRetainUntilDate', 'ObjectLockLegalHoldStatus', 'BypassGovernanceRetention'],
    ...['SSECustomerAlgorithm', 'SSECustomerKey', 'SSECustomerKeyMD5', 'BucketKeyEnabled', 'ExpectedBucketOwner'],
    ...['ChecksumMode', 'ChecksumType', 'AWSAccessKeyId', 'Signature', 'x-id'],
  ],
}

/** Other words for our parameters, as people and tools use them. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  bucket: ['bucket_name', 'container'],
  key_name: [
    'file',
    'file_name',
    'file_path',
    'file_key',
    'object',
    'object_name',
    'object_key',
    'path',
    'name',
    's3_key',
  ],
  type: ['method', 'http_method', 'action', 'operation', 'verb'],
  acl: ['access', 'visibility', 'permission', 'permissions', 'canned_acl', 'public'],
  content_type: ['mime', 'mime_type', 'file_type'],
  filename: ['download_name', 'save_as', 'attachment'],
  credential: ['credentials', 'credential_name'],
}

/** Words of names that promise a limit, and our parameters for it, the likeliest first. */
const limitWords: readonly { readonly words: RegExp; readonly ours: readonly string[] }[] = [
  {
    words: /^(?:expir\w*|ttl|lifetime|valid\w*|until|deadline|duration|seconds|minutes|hours|days)$/,
    ours: ['expires_in'],
  },
  { words: /^(?:version\w*|revision|generation)$/, ours: ['version_id'] },
  {
    words: /^(?:checksum|sha\d*|md5|crc\w*|hash|digest|etag|integrity)$/,
    ours: ['checksum_sha256', 'content_md5', 'checksum_algorithm', 'checksums'],
  },
  { words: /^(?:encrypt\w*|sse|kms)$/, ours: ['server_side_encryption'] },
  { words: /^(?:types|extensions?|accept|mime\w*)$/, ours: ['content_type', 'content_types'] },
  { words: /^(?:overwrite|upsert)$/, ours: ['if_none_match'] },
  {
    words: /^(?:max\w*|min|minimum|limits?|sizes?|length|range|bytes|[kmg]i?b|quota)$/,
    ours: ['max_bytes', 'content_length', 'size', 'limit'],
  },
  {
    words:
      /^(?:allow\w*|deny|denied|restrict\w*|only|once|one|single|conditions?|policy|cidr|ips?|readonly|lock\w*|retention|hold|owner|password|passphrase|before|starts|prefix)$/,
    ours: [],
  },
]

/** A name in any spelling as one word: `key_name`, `keyName`, `Key-Name`. */
function foldName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

function foldTable(table: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).flatMap(([ours, names]) => names.map((name) => [foldName(name), ours] as const)))
}

const foldedS3Names = foldTable(s3Names)
const foldedSynonyms = foldTable(synonyms)

/** How an `&` looks that was escaped for HTML or JSON, or encoded, before the name of a parameter. */
const escapedAmpersand = /^(?:amp;|#38;|#x26;|\\?u0026|\\x26|%26)+/i

/**
 * What a name that is not known most likely means.
 * @param known the names of the parameters that are known at its place
 * @returns undefined when there is nothing to tell it by
 */
export function findMeaning(name: string, known: readonly string[]): Meaning | undefined {
  const plain = name.replace(escapedAmpersand, '')
  const [word = ''] = /^[^[=]*/.exec(plain) ?? []
  const folded = foldName(word)
  const respelled = known.find((candidate) => foldName(candidate) === folded)
  if (plain !== name) {
    const meant = respelled ?? findMeaning(plain, known)?.meant[0]
    if (meant === undefined) return undefined
    const shown = respelled === undefined ? {} : { shown: name.slice(0, -plain.length) + respelled }
    return { ...shown, is: 'stands behind an `&` that was escaped; write a plain `&`', meant: [meant], misleads: true }
  }
  if (respelled !== undefined) {
    if (!plain.includes('=')) return { is: 'is not known', meant: [respelled], misleads: true }
    return { shown: `${respelled}=…`, is: wholeQuery, meant: [respelled], misleads: true }
  }
  const ours = foldedS3Names.get(folded) ?? (/^x-(?:amz|goog|oss|ms)-/i.test(name) ? findHeader(folded) : undefined)
  if (ours !== undefined) {
    // Parts have checksums of their own.
    const ofParts = ours.startsWith('checksum_') ? ['checksum_algorithm', 'checksums'] : []
    const meant = [ours.split(' '), ofParts].map((names) => pick(names, known)).find(({ length }) => length > 0)
    return { is: 'is a name of S3’s own', meant: meant ?? [], misleads: true }
  }
  const synonym = foldedSynonyms.get(folded)
  if (synonym !== undefined && known.includes(synonym)) {
    return { is: 'is not known', meant: [synonym], misleads: 'without-it' }
  }
  return findLimit(word, known)
}

const wholeQuery = 'is more than a name: `=` and `&` were encoded, too. Encode each value by itself'

/** `x-amz-meta-invoice` is one of our `metadata`. */
function findHeader(folded: string): string {
  return folded.startsWith('xamzmeta') ? 'metadata' : 'none'
}

function findLimit(name: string, known: readonly string[]): Meaning | undefined {
  const words = name.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase())
  const hits = limitWords.filter((limit) => words.some((word) => limit.words.test(word)))
  if (hits.length === 0) return undefined
  const nearest = findNearest(name, known)
  const [meant = nearest] = pick(
    hits.flatMap(({ ours }) => ours),
    known,
  )
  return { is: 'looks like a limit', meant: meant === undefined ? [] : [meant], misleads: true }
}

function pick(ours: readonly string[], known: readonly string[]): readonly string[] {
  return ours.filter((name) => known.includes(name))
}

/**
 * Whether a name may be shown to the caller and stand in logs. It is the caller's own text, and a token or key may stand in
 * its place by mistake: a longer word is shown only when it is one of S3's.
 */
export function isShowable(name: string): boolean {
  if (!/^[\w .[\]-]{1,64}$/.test(name)) return false
  return foldedS3Names.has(foldName(name)) || name.split(/[^A-Za-z0-9]+/).every((word) => word.length <= 24)
}
