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
  bucket: Type.String({ description: 'The bucket, as requested' }),
  key: Type.String({ description: 'The key, as requested' }),
  size: Type.Integer({ description: 'Size in bytes' }),
  contentType: Type.Optional(Type.String({ description: 'The Content-Type that the object was uploaded with' })),
  etag: Type.Optional(Type.String({ description: 'ETag with its quotes, as S3 writes it' })),
  lastModified: Type.Optional(Type.String({ format: 'date-time', description: 'When the object was uploaded' })),
  metadata: texts('The metadata that the object was uploaded with, by lowercase name'),
  checksums: texts('Checksums in base64, by algorithm (`sha256`, `crc64nvme`, …), if the object was uploaded with any'),
  versionId: Type.Optional(Type.String({ description: 'Version of the object, in a bucket with versions' })),
  storageClass: Type.Optional(Type.String({ description: 'Storage class of the object; absent for `STANDARD`' })),
  warnings: Type.Optional(Type.Array(Type.String(), { description: 'Absent when there is nothing to say' })),
})

/** `GET /awss3/object`: says whether an object exists, and describes it. */
export const headObject = defineOperation({
  name: 'head_object',
  method: 'GET',
  path: '/awss3/object',
  category: 'Objects',
  effect: 'read',
  summary: 'Say whether an object exists, and describe it',
  description:
    'The gateway asks S3 each time, so a client can wait for an upload: the answer is 404 `object_not_found` until the object exists. A token that may only upload is told only size, ETag and time.',
  usage:
    'Use it to find out whether an object exists, and its size and type, before you hand out a link or after an upload.',
  input: { query: Type.Object(storedObjectFields) },
  result,
  examples: [
    {
      summary: 'An object that exists',
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
    // S3 returns checksums only to callers who may decrypt the object, so only a reader asks for them.
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

/** The fields that only a token that may read the object gets. */
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
