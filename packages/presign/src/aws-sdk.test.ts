import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import fc from 'fast-check'
import { arbitraryKey } from '../test/arbitrary-key.ts'
import type { PresignRequest } from './presign-request.ts'
import { type CannedAcl, cannedAcls } from './presign-request.ts'
import { createPresigner } from './presigner.ts'
import type { Credentials } from './presigner-options.ts'

// The AWS SDK and this package sign the same requests. The signature and everything else in the URL must be the same.
//
// Only identical canonical requests have the same signature, so the tests compensate for three differences:
// - The SDK adds `X-Amz-Content-Sha256=UNSIGNED-PAYLOAD`, and on objects `x-id` with the name of the operation. S3 ignores
//   both. Ours gets them as extra query parameters.
// - The SDK writes the signature among the sorted parameters, ours writes it last. Both are sorted before the comparison.
// - For a bucket in path style the SDK writes `/bucket/` and ours `/bucket`. The SDK is made to write the same.

interface Store {
  readonly region: string
  readonly endpoint?: string
  readonly addressing: 'virtual' | 'path'
  readonly credentials: Credentials
}

const clients = new Map<string, { client: S3Client; presigner: ReturnType<typeof createPresigner> }>()

/** Creates each client once, because creating clients is the slowest part of the SDK. */
function connect(store: Store) {
  const name = JSON.stringify(store)
  const known = clients.get(name)
  if (known) return known
  const { addressing, ...shared } = store
  const client = new S3Client({
    ...shared,
    forcePathStyle: addressing === 'path',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const request = args.request as { path: string }
        const isOnBucket = commandName === 'HeadBucketCommand' || commandName === 'ListObjectsV2Command'
        if (isOnBucket) request.path = request.path.replace(/^(\/[^/]+)\/$/, '$1')
        return next(args)
      },
    { step: 'build' },
  )
  const connected = { client, presigner: createPresigner(store) }
  clients.set(name, connected)
  return connected
}

const permanent = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const temporary = { ...permanent, sessionToken: `${'FwoGZXIvYXdzEBYaD/+='.repeat(20)}==` }

const arbitraryStore: fc.Arbitrary<Store> = fc
  .record({
    region: fc.constantFrom(
      'us-east-1',
      'eu-central-1',
      'cn-north-1',
      'us-gov-west-1',
      'eusc-de-east-1',
      'us-isob-east-1',
    ),
    endpoint: fc.constantFrom(
      undefined,
      undefined,
      'http://localhost:9000',
      'https://s3.example.com:8443',
      'https://s3.example.com:443',
    ),
    addressing: fc.constantFrom('virtual', 'path'),
    credentials: fc.constantFrom(permanent, temporary),
  })
  .map(({ endpoint, ...store }) => (endpoint === undefined ? store : { ...store, endpoint }))

const visibleAscii = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 })

const arbitraryCase = fc.record({
  store: arbitraryStore,
  bucket: fc.constantFrom('abc', 'my-bucket', 'my.bucket', '1-2-3', 'a'.repeat(63)),
  key: arbitraryKey,
  operation: fc.constantFrom('get', 'get', 'put', 'put', 'head', 'delete', 'part', 'headBucket', 'list'),
  acl: fc.constantFrom(...cannedAcls),
  text: visibleAscii,
  prefix: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }),
  expiresInSeconds: fc.integer({ min: 1, max: 604_800 }),
  signedAt: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2099, 0) }),
})

type Case = typeof arbitraryCase extends fc.Arbitrary<infer Value> ? Value : never

/** Makes the SDK's command and our request for the same operation. */
function createOperation({ operation, bucket, key, acl, text, prefix }: Case) {
  const onObject = { Bucket: bucket, Key: key }
  switch (operation) {
    case 'get':
      return {
        command: new GetObjectCommand({ ...onObject, ResponseContentDisposition: text, VersionId: prefix }),
        ours: {
          method: 'GET',
          key,
          query: { 'response-content-disposition': text, versionId: prefix, 'x-id': 'GetObject' },
        },
      } as const
    case 'put':
      return {
        command: new PutObjectCommand(acl === 'private' ? onObject : { ...onObject, ACL: acl }),
        ours: { method: 'PUT', key, acl: acl as CannedAcl, query: { 'x-id': 'PutObject' } },
      } as const
    case 'head':
      return { command: new HeadObjectCommand(onObject), ours: { method: 'HEAD', key, query: {} } } as const
    case 'delete':
      return {
        command: new DeleteObjectCommand(onObject),
        ours: { method: 'DELETE', key, query: { 'x-id': 'DeleteObject' } },
      } as const
    case 'part':
      return {
        command: new UploadPartCommand({ ...onObject, PartNumber: 7, UploadId: text }),
        ours: { method: 'PUT', key, query: { partNumber: '7', uploadId: text, 'x-id': 'UploadPart' } },
      } as const
    case 'headBucket':
      return { command: new HeadBucketCommand({ Bucket: bucket }), ours: { method: 'HEAD', query: {} } } as const
    default:
      return {
        command: new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
        ours: { method: 'GET', query: { 'list-type': '2', prefix } },
      } as const
  }
}

/** Sorts the query, and writes slashes at the start of a key as the SDK does. The signature is over that form. */
function normalizeUrl(url: string): string {
  const [address = '', query = ''] = url.split('?')
  const plain = address.replace(/^([a-z]+:\/\/[^/]+\/)((?:%2F)+)/, (_, origin, slashes) =>
    origin.concat('/'.repeat(slashes.length / '%2F'.length)),
  )
  return `${plain}?${query.split('&').sort().join('&')}`
}

const sdkQuery = { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }

test('the same URL as the AWS SDK, for 2,500 generated requests', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCase, async (one) => {
      const { client, presigner } = connect(one.store)
      const { command, ours } = createOperation(one)
      const expected = await getSignedUrl(client, command as GetObjectCommand, {
        expiresIn: one.expiresInSeconds,
        signingDate: new Date(one.signedAt),
      })
      const { url } = presigner.presign({
        ...ours,
        bucket: one.bucket,
        expiresInSeconds: one.expiresInSeconds,
        signedAt: one.signedAt,
        query: { ...ours.query, ...sdkQuery },
      } as PresignRequest)
      assert.equal(normalizeUrl(url), normalizeUrl(expected))
    }),
    { numRuns: 2500 },
  )
})

test('the same signature as the AWS SDK when headers are signed', async () => {
  // The SDK moves headers to the query and leaves Content-Type out unless it is told not to.
  const signed = new Set(['content-type', 'x-amz-tagging', 'x-amz-storage-class', 'x-amz-meta-note'])
  const arbitraryHeaders = fc.record({
    store: arbitraryStore,
    key: arbitraryKey,
    note: visibleAscii,
    type: visibleAscii,
  })
  await fc.assert(
    fc.asyncProperty(arbitraryHeaders, async ({ store, key, note, type }) => {
      const { client, presigner } = connect(store)
      const command = new PutObjectCommand({
        Bucket: 'abc',
        Key: key,
        ContentType: type,
        Tagging: 'a=b&c=d',
        StorageClass: 'STANDARD_IA',
        Metadata: { note },
      })
      const expected = await getSignedUrl(client, command, {
        expiresIn: 300,
        signingDate: new Date(1_700_000_000_000),
        unhoistableHeaders: signed,
        signableHeaders: signed,
      })
      const { url } = presigner.presign({
        method: 'PUT',
        bucket: 'abc',
        key,
        expiresInSeconds: 300,
        signedAt: 1_700_000_000_000,
        query: { 'x-id': 'PutObject', ...sdkQuery },
        headers: {
          'Content-Type': type,
          'x-amz-tagging': 'a=b&c=d',
          'x-amz-storage-class': 'STANDARD_IA',
          'x-amz-meta-note': note,
        },
      })
      assert.equal(normalizeUrl(url), normalizeUrl(expected))
    }),
    { numRuns: 300 },
  )
})

test('the same signature as the AWS SDK for a part with a signed length and checksum', async () => {
  const signed = new Set(['content-length', 'x-amz-checksum-sha256'])
  const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })
  await fc.assert(
    fc.asyncProperty(arbitraryStore, arbitraryKey, digest, async (store, key, bytes) => {
      const { client, presigner } = connect(store)
      const ChecksumSHA256 = Buffer.from(bytes).toString('base64')
      const part = { Bucket: 'abc', Key: key, PartNumber: 7, UploadId: '2~a', ContentLength: 5, ChecksumSHA256 }
      const how = { signingDate: new Date(0), unhoistableHeaders: signed, signableHeaders: signed, expiresIn: 60 }
      const expected = await getSignedUrl(client, new UploadPartCommand(part), how)
      const query = { partNumber: '7', uploadId: '2~a', 'x-id': 'UploadPart', ...sdkQuery }
      const headers = { 'content-length': '5', 'x-amz-checksum-sha256': ChecksumSHA256 }
      const ours = { method: 'PUT', bucket: 'abc', key, expiresInSeconds: 60, signedAt: 0, query, headers } as const
      assert.equal(normalizeUrl(presigner.presign(ours).url), normalizeUrl(expected))
    }),
    { numRuns: 200 },
  )
})
