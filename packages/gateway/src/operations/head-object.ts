import { type Static, Type } from 'typebox'
import type { Access } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'
import { formatTime } from '../core/format-time.ts'
import { type HeadObjectResult, headObject as headRequest } from '../s3/requests/head-object.ts'
import { explainObjectError } from './explain-object-error.ts'
import { listAskedFeatures, storedObjectFields } from './object-params.ts'
import { defineOperation } from './operation.ts'

const texts = (description: string) => Type.Optional(Type.Record(Type.String(), Type.String(), { description }))

const result = Type.Object({
  bucket: Type.String({ description: 'The bucket, as it was asked for' }),
  key: Type.String({ description: 'The key, as it was asked for' }),
  size: Type.Integer({ description: 'Bytes' }),
  contentType: Type.Optional(Type.String({ description: 'The Content-Type that it was uploaded with' })),
  etag: Type.Optional(Type.String({ description: 'With its quotes, as S3 writes it' })),
  lastModified: Type.Optional(Type.String({ format: 'date-time', description: 'When it was uploaded' })),
  metadata: texts('The metadata that it was uploaded with, by lowercase name'),
  checksums: texts('In base64, by algorithm (`sha256`, `crc64nvme`, …), where it was uploaded with one'),
  versionId: Type.Optional(Type.String({ description: 'Its version, where the bucket keeps versions' })),
  storageClass: Type.Optional(Type.String({ description: 'Its storage class; absent for `STANDARD`' })),
  warnings: Type.Optional(Type.Array(Type.String(), { description: 'Absent when there is nothing to say' })),
})

/** `GET /awss3/object`: whether an object is there, and what it is. */
export const headObject = defineOperation({
  name: 'head_object',
  method: 'GET',
  path: '/awss3/object',
  category: 'Objects',
  effect: 'read',
  summary: 'Say whether an object is there, and what it is',
  description:
    'Asks S3 each time, so that a client may wait for an upload: 404 `object_not_found` until it is there. A token that may only upload is told size, ETag and time alone.',
  usage:
    'Use it to see whether an object is there, and its size and type, before you hand out a link or after an upload.',
  input: { query: Type.Object(storedObjectFields) },
  result,
  examples: [
    {
      summary: 'An object that is there',
      params: { bucket: 'my-bucket', key_name: 'videos/intro.mp4' },
      result: {
        bucket: 'my-bucket',
        key: 'videos/intro.mp4',
        size: 12582912,
        contentType: 'video/mp4',
        etag: '"b54357faf0632cce46e942fa68356b38"',
        lastModified: '2026-01-15T12:03:41Z',
        metadata: { author: 'ada' },
        checksums: { sha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
      },
    },
  ],
  requires(params) {
    const { bucket, key_name: key, credential: credentialName } = params
    const features = listAskedFeatures(params)
    const object: Omit<Access, 'action'> = { bucket, key, credentialName, features, doneBy: 'gateway' }
    return [{ ...object, action: 'download', orElse: { ...object, action: 'upload', held: 'nothing-sent' } }]
  },
  async handle({ bucket, key_name: key, version_id: versionId, request_payer }, [access], context) {
    if (access === undefined) throw new Error('There is no object to ask for')
    const isReader = access.action === 'download'
    const store = await context.resolveAccess(access)
    const object = { bucket, key, versionId, paysRequest: request_payer !== undefined }
    // S3 tells checksums only to those who may decrypt the object, so they are not asked for in vain.
    const found = await store
      .call(headRequest({ ...object, withChecksums: isReader }))
      .catch(async (thrown: unknown) => {
        throw await explainObjectError(thrown, object, store)
      })
    const { sizeBytes: size, etag, modifiedAt } = found
    if (size === undefined) {
      throw new AppError('store_error', { message: 'S3 did not say how large the object is.', failed: store })
    }
    const seen = {
      bucket,
      key,
      size,
      ...(etag === undefined ? {} : { etag }),
      ...(modifiedAt === undefined ? {} : { lastModified: formatTime(modifiedAt) }),
    }
    return {
      result: isReader ? { ...seen, ...describeContent(found) } : seen,
      signings: [store],
      warnings: store.warnings,
    }
  },
})

/** What only those learn who may read the object. */
function describeContent(found: HeadObjectResult): Partial<Static<typeof result>> {
  const { contentType, metadata, checksums, versionId, storageClass } = found
  return {
    ...(contentType === undefined ? {} : { contentType }),
    metadata,
    ...(Object.keys(checksums).length === 0 ? {} : { checksums }),
    ...(versionId === undefined ? {} : { versionId }),
    ...(storageClass === undefined ? {} : { storageClass }),
  }
}
