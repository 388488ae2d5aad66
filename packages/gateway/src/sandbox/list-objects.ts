import { S3Refusal, type S3Request } from './s3-request.ts'

/** An object as s3rver's store knows it. */
export interface StoredObject {
  readonly key: string
  readonly size: number
  readonly lastModifiedDate: Date
  /** With its quotes. */
  readonly metadata: { readonly etag?: string }
}

/** The part of s3rver's store that listings are made from. */
export interface ListableStore {
  getBucket(bucket: string): Promise<object | null>
  listObjects(bucket: string, options: { prefix: string }): Promise<{ readonly objects: readonly StoredObject[] }>
}

const mostKeys = 1000

/** Whether a request is ListObjectsV2. */
export function isListing({ method, bucket, key, query }: S3Request): boolean {
  return method === 'GET' && bucket !== '' && key === '' && query.get('list-type') === '2'
}

/**
 * ListObjectsV2 in front of s3rver, whose own escapes twice, encodes nothing, counts no prefixes, and fails at the first
 * page that is not the last. S3 API Reference, "ListObjectsV2".
 * @returns the document
 * @throws S3Refusal `NoSuchBucket`, `InvalidArgument`
 */
export async function listObjects(store: ListableStore, { bucket, query }: S3Request): Promise<string> {
  if (!(await store.getBucket(bucket))) {
    throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket })
  }
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const token = query.get('continuation-token')
  const after = token === undefined ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString()
  const limit = readLimit(query.get('max-keys'))
  const isEncoded = query.get('encoding-type') === 'url'
  const { objects } = await store.listObjects(bucket, { prefix })
  const entries = groupEntries(objects, prefix, delimiter).filter(({ name }) => compareBytes(name, after) > 0)
  // Loaded here: most gateways run without the sandbox.
  const { XMLBuilder } = await import('fast-xml-parser')
  const page = entries.slice(0, limit)
  const isTruncated = entries.length > page.length && limit > 0
  const write = (text: string) => (isEncoded ? encodeURIComponent(text).replaceAll('%2F', '/') : text)
  return new XMLBuilder({ suppressEmptyNode: true }).build({
    ListBucketResult: {
      Name: bucket,
      Prefix: write(prefix),
      ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
      MaxKeys: limit,
      KeyCount: page.length,
      ...(isEncoded ? { EncodingType: 'url' } : {}),
      IsTruncated: isTruncated,
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(isTruncated ? { NextContinuationToken: Buffer.from(page.at(-1)?.name ?? '').toString('base64url') } : {}),
      Contents: page.flatMap(({ name, object }) => (object === undefined ? [] : [toContents(write(name), object)])),
      CommonPrefixes: page.flatMap(({ name, object }) => (object === undefined ? [{ Prefix: write(name) }] : [])),
    },
  })
}

interface Entry {
  /** A key, or what several keys have in common up to a delimiter. */
  readonly name: string
  readonly object?: StoredObject
}

/** Keys and common prefixes in the order of their UTF-8 bytes, as S3 lists them. */
function groupEntries(objects: readonly StoredObject[], prefix: string, delimiter: string): Entry[] {
  const entries = new Map<string, Entry>()
  for (const object of objects) {
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
    const name = end === -1 ? object.key : object.key.slice(0, end + delimiter.length)
    entries.set(name, end === -1 ? { name, object } : { name })
  }
  return [...entries.values()].toSorted((one, other) => compareBytes(one.name, other.name))
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function toContents(key: string, { size, lastModifiedDate, metadata }: StoredObject) {
  const LastModified = lastModifiedDate.toISOString()
  return { Key: key, LastModified, ETag: metadata.etag, Size: size, StorageClass: 'STANDARD' }
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return mostKeys
  if (/^\d{1,9}$/.test(text)) return Math.min(mostKeys, Number(text))
  const message = 'Provided max-keys not an integer or within integer range'
  throw new S3Refusal(400, 'InvalidArgument', message, { ArgumentName: 'max-keys' })
}
