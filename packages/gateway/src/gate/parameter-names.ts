import { findNearest } from '../core/nearest.ts'

/** What an unknown name most likely means. */
export interface Meaning {
  /** The part of the name that consists of known words; undefined when the name is the caller's own text. */
  readonly shown?: string
  /** What is wrong, in words that follow the name. */
  readonly is: string
  /** The operation's own parameters for it; empty when there are none. */
  readonly meant: readonly string[]
  /**
   * Whether ignoring it would mislead the caller, who would rely on something that is not signed. A synonym of a parameter
   * misleads only when that parameter is missing.
   */
  readonly misleads: boolean | 'without-it'
}

/**
 * S3's names in its API, in HTTP headers and in its SDKs, by the name of Signpost's parameter. `none` lists the names for which
 * no operation has a parameter. S3 API Reference, "PutObject", "GetObject", "ListObjectsV2", "POST Object".
 */
const s3Names: Readonly<Record<string, readonly string[]>> = {
  bucket: ['Bucket'],
  key_name: ['Key'],
  // Only `x-amz-acl` is listed: the operations without an `acl` are downloads, to which a plain `acl` promises nothing.
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

/** Synonyms of Signpost's parameters that people and tools use. */
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

/** Words that promise a limit when they occur in a name, and Signpost's parameters for that limit, the likeliest first. */
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

/** Folds all spellings of a name into one word: `key_name`, `keyName`, `Key-Name`. */
function foldName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

function foldTable(table: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).flatMap(([ours, names]) => names.map((name) => [foldName(name), ours] as const)))
}

const foldedS3Names = foldTable(s3Names)
const foldedSynonyms = foldTable(synonyms)

/** The forms of an `&` that was escaped for HTML or JSON, or encoded, in front of the name of a parameter. */
const escapedAmpersand = /^(?:amp;|#38;|#x26;|\\?u0026|\\x26|%26)+/i

/**
 * Finds what an unknown name most likely means.
 * @param known the names of the parameters that are known at its place
 * @returns undefined when nothing indicates a meaning
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
    return { ...shown, is: 'follows an escaped `&`; write a plain `&`', meant: [meant], misleads: true }
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

const wholeQuery = 'is more than a name: `=` and `&` were encoded as well. Encode each value separately'

/** Finds the parameter for one of S3's headers: `x-amz-meta-invoice` is an entry of `metadata`. */
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
 * Whether a name may be shown to the caller and appear in logs. The name is the caller's own text, and may be a token or a key
 * by mistake. A name with a long word is therefore shown only when it is one of S3's.
 */
export function isShowable(name: string): boolean {
  if (!/^[\w .[\]-]{1,64}$/.test(name)) return false
  return foldedS3Names.has(foldName(name)) || name.split(/[^A-Za-z0-9]+/).every((word) => word.length <= 24)
}
