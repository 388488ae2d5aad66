import { S3Refusal, type S3Request } from './s3-request.ts'
import type { StoredContent } from './sandbox-store.ts'

/** The headers that are stored with an object and sent with it, in addition to `x-amz-meta-…`. S3 API Reference, "PutObject". */
const keptNames: ReadonlySet<string> = new Set([
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-website-redirect-location',
])

const storageClasses: ReadonlySet<string> = new Set(
  'STANDARD REDUCED_REDUNDANCY STANDARD_IA ONEZONE_IA INTELLIGENT_TIERING GLACIER DEEP_ARCHIVE GLACIER_IR'.split(' '),
)

/** User-defined metadata may have 2 KB. S3 User Guide, "Working with object metadata". */
const maxMetadataBytes = 2048

/**
 * Reads the headers that an upload stores with the object.
 * @throws S3Refusal for headers that S3 does not store
 */
export function readObjectHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' }
  let metadataBytes = 0
  for (const [name, value] of headers) {
    const isMetadata = name.startsWith('x-amz-meta-')
    if (
      (isMetadata || keptNames.has(name)) &&
      !/^[\w!#$%&'*+.^`|~-]+: [\t\x20-\x7e\x80-\xff]*$/.test(`${name}: ${value}`)
    ) {
      throw new S3Refusal(400, 'InvalidArgument', 'A name or value cannot be sent as a header.', { ArgumentName: name })
    }
    if (isMetadata) metadataBytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(value)
    if ((keptNames.has(name) && value !== '') || isMetadata) kept[name] = value
  }
  if (metadataBytes > maxMetadataBytes) {
    const message = 'Your metadata headers exceed the maximum allowed metadata size'
    throw new S3Refusal(400, 'MetadataTooLarge', message, {
      Size: String(metadataBytes),
      MaxSizeAllowed: String(maxMetadataBytes),
    })
  }
  const storageClass = headers.get('x-amz-storage-class') ?? 'STANDARD'
  if (!storageClasses.has(storageClass)) {
    throw new S3Refusal(400, 'InvalidStorageClass', 'The storage class you specified is not valid')
  }
  if (storageClass !== 'STANDARD') kept['x-amz-storage-class'] = storageClass
  const tags = countTags(headers.get('x-amz-tagging'))
  if (tags > 0) kept['x-amz-tagging-count'] = String(tags)
  return kept
}

function countTags(text: string | undefined): number {
  if (text === undefined || text === '') return 0
  const tags = [...new URLSearchParams(text).keys()]
  const isGood =
    tags.length <= 10 && new Set(tags).size === tags.length && tags.every((tag) => tag !== '' && tag.length <= 128)
  if (isGood) return tags.length
  throw new S3Refusal(400, 'InvalidTag', 'The header x-amz-tagging contains an invalid tag, or more than ten tags')
}

/** Parameters of a download that replace the object's own headers. S3 API Reference, "GetObject". */
const replacedNames = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const

/**
 * Makes the headers of a response that shows an object, without those of its range.
 * @throws S3Refusal for a value that no header can have
 */
export function writeObjectHeaders({ headers, etag, modifiedAt }: StoredContent, { query, headers: sent }: S3Request) {
  const wantsChecksums = sent.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED'
  const shown = Object.entries(headers).filter(([name]) => wantsChecksums || !name.startsWith('x-amz-checksum-'))
  const written: Record<string, string> = {
    ...Object.fromEntries(shown),
    etag,
    'last-modified': new Date(modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  }
  for (const name of replacedNames) {
    const value = query.get(`response-${name}`)
    if (value === undefined) continue
    if (!/^[\x20-\x7e\xa0-\xff]*$/.test(value)) {
      const message = 'Header value cannot be represented using ISO-8859-1.'
      throw new S3Refusal(400, 'InvalidArgument', message, { ArgumentName: `response-${name}` })
    }
    written[name] = value
  }
  return written
}
