import { type Exchange, sendDocument } from './exchange.ts'
import { S3Refusal, type S3Request } from './s3-request.ts'
import type { StoredObject } from './sandbox-store.ts'

const mostEntries = 1000

/** Lists objects. S3 API Reference, "ListObjectsV2"; without `list-type=2`, the older "ListObjects". */
export async function listObjects(exchange: Exchange): Promise<void> {
  const { wanted, store } = exchange
  const { bucket, query } = wanted
  const isV2 = query.get('list-type') === '2'
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const token = query.get('continuation-token')
  const start = query.get(isV2 ? 'start-after' : 'marker') ?? ''
  const after = isV2 && token !== undefined ? Buffer.from(token, 'base64url').toString() : start
  const limit = readCount(query, 'max-keys')
  const isEncoded = query.get('encoding-type') === 'url'
  const page: Entry[] = []
  let isTruncated = false
  for (const entry of groupEntries(store.listObjects(bucket, max(prefix, after)), prefix, delimiter)) {
    if (compareBytes(entry.name, after) <= 0) continue
    isTruncated = page.length === limit
    if (isTruncated) break
    page.push(entry)
  }
  const write = (text: string) => (isEncoded ? encodeURIComponent(text).replaceAll('%2F', '/') : text)
  const last = page.at(-1)?.name ?? ''
  const next = isV2 ? { NextContinuationToken: Buffer.from(last).toString('base64url') } : { NextMarker: write(last) }
  await sendDocument(exchange, 'ListBucketResult', {
    Name: bucket,
    Prefix: write(prefix),
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    MaxKeys: limit,
    ...(isV2 ? { KeyCount: page.length } : { Marker: write(start) }),
    ...(isEncoded ? { EncodingType: 'url' } : {}),
    IsTruncated: isTruncated && limit > 0,
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(isTruncated && limit > 0 ? next : {}),
    Contents: page.flatMap(({ name, object }) => (object === undefined ? [] : [toContents(write(name), object)])),
    CommonPrefixes: page.flatMap(({ name, object }) => (object === undefined ? [{ Prefix: write(name) }] : [])),
  })
}

interface Entry {
  /** A key, or the common beginning of several keys up to a delimiter. */
  readonly name: string
  readonly object?: StoredObject
}

/** Yields keys and common prefixes in the order of their UTF-8 bytes, as S3 lists them. */
function* groupEntries(objects: Iterable<StoredObject>, prefix: string, delimiter: string): Iterable<Entry> {
  let group: string | undefined
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) return
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
    const name = end === -1 ? object.key : object.key.slice(0, end + delimiter.length)
    if (end === -1) yield { name, object }
    else if (name !== group) yield { name }
    group = end === -1 ? undefined : name
  }
}

function max(one: string, other: string): string {
  return compareBytes(one, other) > 0 ? one : other
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function toContents(key: string, { files, modifiedAt, etag, headers }: StoredObject) {
  return {
    Key: key,
    LastModified: new Date(modifiedAt).toISOString(),
    ETag: etag,
    Size: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    StorageClass: headers['x-amz-storage-class'] ?? 'STANDARD',
  }
}

/**
 * Reads a number from the parameters of a listing.
 * @param fallback the value when the parameter is missing
 * @throws S3Refusal `InvalidArgument`
 */
export function readCount(query: S3Request['query'], name: string, fallback = mostEntries, most = mostEntries): number {
  const text = query.get(name)
  if (text === undefined || text === '') return fallback
  if (/^\d{1,9}$/.test(text)) return Math.min(most, Number(text))
  const message = `Provided ${name} not an integer or within integer range`
  throw new S3Refusal(400, 'InvalidArgument', message, { ArgumentName: name })
}
