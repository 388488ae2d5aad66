import { Type } from 'typebox'
import { findUpload, listUploadedParts, requireOpen } from './find-upload.ts'
import { showExample } from './multipart-examples.ts'
import {
  addressFields,
  multipartCategory,
  toRegistered,
  uploadPath,
  uploadResult,
  warningsResult,
} from './multipart-fields.ts'
import { defineOperation } from './operation.ts'

/** `GET /awss3/multipart/{upload_id}`: lists the parts that have been uploaded. */
export const multipartShow = defineOperation({
  name: 'multipart_show',
  method: 'GET',
  path: '/awss3/multipart/{upload_id}',
  category: multipartCategory,
  effect: 'read',
  errors: ['upload_not_found'],
  summary: 'List the parts that have been uploaded',
  description: 'Lists all parts that S3 has, so that an interrupted upload can continue.',
  usage: 'Use it after an interruption: it says which parts have arrived, so that you send only the others.',
  input: { path: uploadPath, query: Type.Object(addressFields) },
  result: Type.Object({
    ...uploadResult,
    size: Type.Optional(Type.Integer({ description: 'Announced size of the whole object in bytes' })),
    partSize: Type.Integer({ description: 'Size of each part except the last one, in bytes' }),
    checksumAlgorithm: Type.Optional(
      Type.String({ description: 'Algorithm of the parts’ checksums, if the upload was begun with one' }),
    ),
    parts: Type.Array(
      Type.Object({
        partNumber: Type.Integer(),
        size: Type.Integer({ description: 'Size in bytes' }),
        etag: Type.String({ description: 'ETag with its quotes, as S3 writes it' }),
        checksums: Type.Optional(
          Type.Record(Type.String(), Type.String(), {
            description: 'Checksums in base64, by algorithm, if S3 returns any',
          }),
        ),
      }),
      { description: 'The parts that S3 has, in the order of their numbers' },
    ),
    warnings: warningsResult,
  }),
  examples: [showExample],
  requires: (params) => [{ ...toRegistered(params), held: 'nothing-sent', doneBy: 'gateway' }],
  async handle(params, [access], context) {
    const found = await findUpload(params, access, context)
    const { upload, resolved } = found
    requireOpen(upload)
    const { uploadId, bucket, key, sizeBytes, partSizeBytes, checksumAlgorithm } = upload
    const parts = await listUploadedParts(found)
    return {
      result: {
        ...{ uploadId, bucket, key },
        ...(sizeBytes === undefined ? {} : { size: sizeBytes }),
        partSize: partSizeBytes,
        ...(checksumAlgorithm === undefined ? {} : { checksumAlgorithm }),
        parts: parts.map(({ partNumber, sizeBytes: size, etag, checksums }) => ({
          ...{ partNumber, size, etag },
          ...(Object.keys(checksums).length === 0 ? {} : { checksums }),
        })),
      },
      signings: [resolved],
      warnings: resolved.warnings,
    }
  },
})
