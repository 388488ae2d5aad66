import { S3Error } from '../s3-error.ts'
import type { S3Request, S3Response } from '../s3-request.ts'
import { childrenOf, textOf, type XmlElement } from '../s3-xml.ts'
import { createNameReader } from './encoded-name.ts'

/** What to list. */
export interface ListObjectsV2Params {
  readonly bucket: string
  /** The most objects and prefixes together; S3 returns at most 1,000. */
  readonly limit?: number
  readonly prefix?: string | undefined
  /** Keys are grouped by their text after the prefix, up to this delimiter. */
  readonly delimiter?: string | undefined
  /** Where the previous page ended. */
  readonly continuationToken?: string | undefined
  /** Whether the credential's account pays for the request. */
  readonly paysRequest?: boolean
}

/** One page of a listing. */
export interface ListObjectsV2Result {
  readonly objects: readonly ListedObject[]
  /** The groups that a delimiter makes, each with the delimiter at its end. */
  readonly prefixes: readonly string[]
  readonly isTruncated: boolean
  /** For the next page. A store that does not know version 2 of the listing may leave it out although there is a next page. */
  readonly nextContinuationToken: string | undefined
}

/** An object as a listing shows it. */
export interface ListedObject {
  readonly key: string
  readonly sizeBytes: number
  /** With its quotes, as S3 writes it. */
  readonly etag: string | undefined
  /** Epoch milliseconds. */
  readonly modifiedAt: number | undefined
}

/** A key of 1,024 bytes is encoded with three times as many, and the rest of an entry has some 400 bytes. */
const maxObjectBytes = 4096
const defaultLimit = 1000

/** Lists the objects of a bucket. S3 API Reference, "ListObjectsV2". */
export function listObjectsV2(params: ListObjectsV2Params): S3Request<ListObjectsV2Result> {
  const { bucket, limit, prefix, delimiter, continuationToken, paysRequest } = params
  return {
    name: 'ListObjectsV2',
    method: 'GET',
    bucket,
    query: {
      'list-type': '2',
      // A key may contain characters that XML cannot express.
      'encoding-type': 'url',
      ...(limit === undefined ? {} : { 'max-keys': String(limit) }),
      ...(prefix === undefined ? {} : { prefix }),
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(continuationToken === undefined ? {} : { 'continuation-token': continuationToken }),
    },
    ...(paysRequest === true ? { headers: { 'x-amz-request-payer': 'requester' } } : {}),
    // The answer of a store that ignores the limit is still read.
    maxBodyBytes: maxObjectBytes * Math.max(limit ?? defaultLimit, 128),
    parse: parseListing,
  }
}

function parseListing(response: S3Response): ListObjectsV2Result {
  const { body } = response
  if ('problem' in body) throw new S3Error(response, body.problem)
  if (body.root !== 'ListBucketResult') throw new S3Error(response, 'is not a listing')
  const listing = body.element
  const readName = createNameReader(response, listing)
  const readSize = (object: XmlElement) => {
    const text = textOf(object, 'Size')
    if (text === undefined || !/^\d{1,15}$/.test(text)) throw new S3Error(response, 'has an entry without a size')
    return Number(text)
  }
  return {
    objects: childrenOf(listing, 'Contents').map((object) => ({
      key: readName(object, 'Key'),
      sizeBytes: readSize(object),
      etag: textOf(object, 'ETag'),
      modifiedAt: readTime(textOf(object, 'LastModified')),
    })),
    prefixes: childrenOf(listing, 'CommonPrefixes').map((group) => readName(group, 'Prefix')),
    isTruncated: textOf(listing, 'IsTruncated') === 'true',
    nextContinuationToken: textOf(listing, 'NextContinuationToken'),
  }
}

function readTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : time
}
