import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { findKeyProblem } from '@signpost/presign'
import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { formatTime } from '../core/format-time.ts'
import { type ListObjectsV2Result, listObjectsV2 } from '../s3/requests/list-objects-v2.ts'
import { S3Error } from '../s3/s3-error.ts'
import { requestPayerParam } from './header-fields.ts'
import { bucketParam, credentialParam, delimiterParam, listAskedFeatures, prefixParam } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { leftOut } from './published-schema.ts'

const mostEntries = 1000

const query = Type.Object({
  bucket: bucketParam,
  prefix: Type.Optional(prefixParam),
  delimiter: Type.Optional(delimiterParam),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: mostEntries,
      default: mostEntries,
      description: 'The most objects and prefixes, taken together, in one answer',
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[\\w-]{9,8192}$',
      examples: leftOut,
      description:
        'Where to continue: the `nextCursor` of the previous answer, with the same bucket, prefix and delimiter',
      'x-rule': 'must be the `nextCursor` of an answer, unchanged',
    }),
  ),
  request_payer: Type.Optional(requestPayerParam),
  credential: Type.Optional(credentialParam),
})

const result = Type.Object({
  objects: Type.Array(
    Type.Object({
      key: Type.String({ description: 'The decoded key; send it as `key_name` without further decoding' }),
      size: Type.Integer({ description: 'Size in bytes' }),
      etag: Type.Optional(Type.String({ description: 'ETag with its quotes, as S3 writes it' })),
      lastModified: Type.Optional(Type.String({ format: 'date-time', description: 'When the object was uploaded' })),
      problem: Type.Optional(
        Type.String({
          description: 'Why Signpost cannot sign this key; set only for very few keys, such as one with a `..` segment',
        }),
      ),
    }),
    { description: 'The objects, in the byte order of their keys' },
  ),
  prefixes: Type.Array(Type.String(), {
    description: 'With a `delimiter`: the common beginnings of keys up to it; list each of them with `prefix`',
  }),
  nextCursor: Type.Optional(Type.String({ description: 'For the next page; absent on the last one' })),
  warnings: Type.Optional(Type.Array(Type.String(), { description: 'Absent when there is nothing to say' })),
})

/** `GET /awss3/objects`: the objects of a bucket, page by page. */
export const listObjects = defineOperation({
  name: 'list_objects',
  method: 'GET',
  path: '/awss3/objects',
  category: 'Objects',
  effect: 'read',
  summary: 'List the objects of a bucket',
  description:
    'Lists the keys that begin with `prefix`, at most 1,000 in one answer; `delimiter=/` groups them like folders. The token needs a rule that names `list` and covers the prefix: with `list:my-bucket/incoming/*`, send `prefix=incoming/` or a longer one.',
  usage:
    'Use it to find keys. Ask for a `prefix`, and `delimiter=/` to see folders. When `nextCursor` comes back, call again with it as `cursor` for the next page.',
  input: { query },
  result,
  examples: [
    {
      summary: 'The files and folders below a prefix',
      params: { bucket: 'my-bucket', prefix: 'videos/', delimiter: '/' },
      result: {
        objects: [
          {
            key: 'videos/intro.mp4',
            size: 12582912,
            etag: '"b54357faf0632cce46e942fa68356b38"',
            lastModified: '2026-01-15T12:03:41Z',
          },
        ],
        prefixes: ['videos/2025/', 'videos/2026/'],
      },
    },
  ],
  requires(params) {
    const { bucket, prefix = '', credential: credentialName } = params
    return [
      { action: 'list', bucket, key: prefix, credentialName, features: listAskedFeatures(params), doneBy: 'gateway' },
    ]
  },
  async handle({ bucket, prefix = '', delimiter, limit = mostEntries, cursor, request_payer }, [access], context) {
    if (access === undefined) throw new Error('There is no prefix to list')
    const listing = hashListing(bucket, prefix, delimiter)
    const continuationToken = cursor === undefined ? undefined : readCursor(cursor, listing)
    const store = await context.resolveAccess(access)
    const paysRequest = request_payer !== undefined
    const request = listObjectsV2({ bucket, prefix, delimiter, limit, continuationToken, paysRequest })
    const page = await store.call(request).catch((thrown: unknown) => {
      throw cursor !== undefined && isUnreadable(thrown) ? refuseCursor() : thrown
    })
    // The token was allowed only this prefix, whatever the store returns.
    if (!beginsWith(page, prefix)) {
      const message = 'The store answered with objects that do not begin with the prefix.'
      throw new AppError('store_error', { message, failed: store })
    }
    const { isTruncated, nextContinuationToken } = page
    const next =
      isTruncated && nextContinuationToken !== undefined ? writeCursor(nextContinuationToken, listing) : undefined
    return {
      result: {
        objects: page.objects.map(({ key, sizeBytes: size, etag, modifiedAt }) => {
          const problem = findKeyProblem(key)
          return {
            key,
            size,
            ...(etag === undefined ? {} : { etag }),
            ...(modifiedAt === undefined ? {} : { lastModified: formatTime(modifiedAt) }),
            ...(problem === undefined ? {} : { problem: `A key ${problem}` }),
          }
        }),
        prefixes: [...page.prefixes],
        ...(next === undefined ? {} : { nextCursor: next }),
      },
      signings: [store],
      warnings: [...store.warnings, ...(isTruncated && next === undefined ? [endlessWarning] : [])],
    }
  },
})

const endlessWarning =
  'There are more objects, but the store does not say how to continue: list them by longer prefixes.'

function beginsWith({ objects, prefixes }: ListObjectsV2Result, prefix: string): boolean {
  return objects.every(({ key }) => key.startsWith(prefix)) && prefixes.every((group) => group.startsWith(prefix))
}

const hashBytes = 6

/** Identifies a listing, so that a cursor works only for its own listing: with another one, the store would return a wrong page, or nothing. */
function hashListing(bucket: string, prefix: string, delimiter = ''): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([bucket, prefix, delimiter]))
    .digest()
    .subarray(0, hashBytes)
}

/** Writes the store's own token after the hash. It needs no signature, because the request to the store still names the allowed prefix. */
function writeCursor(continuationToken: string, listing: Buffer): string {
  return Buffer.concat([listing, Buffer.from(continuationToken)]).toString('base64url')
}

/** @throws AppError `invalid_request` for a cursor of another listing */
function readCursor(cursor: string, listing: Buffer): string {
  const bytes = Buffer.from(cursor, 'base64url')
  const token = bytes.subarray(hashBytes)
  if (bytes.subarray(0, hashBytes).equals(listing) && token.length > 0 && isUtf8(token)) return token.toString()
  throw refuseCursor()
}

function refuseCursor(): AppError {
  const message =
    '`cursor` belongs to another listing: send the `nextCursor` of an answer, with the same bucket, prefix and delimiter'
  return new AppError('invalid_request', { details: [{ parameter: 'cursor', message }] })
}

/** Whether the store could not read the request: the answer to a continuation token that was changed. */
function isUnreadable(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.cause instanceof S3Error && thrown.cause.status === 400
}
