import { Type } from 'typebox'
import type { Access } from '../core/access.ts'
import { defineText } from '../core/define-text.ts'
import { objectFields } from './object-params.ts'
import { readPartNumbers } from './plan-parts.ts'
import { publishBounds } from './published-schema.ts'

/** The category of the operations in the documents. */
export const multipartCategory = 'Multipart uploads'

/** `upload_id`: S3's id of an upload. Ceph's ids look like `2~abc`; AWS's have dots and underscores. */
export const uploadIdParam = Type.String({
  pattern: '^[!-~]{1,1024}$',
  description: '`uploadId` of the answer that began the upload; percent-encoded in a path',
  'x-rule': 'must be the `uploadId` of the answer that began the upload',
})

/** The path parameter of the id. */
export const uploadPath = Type.Object({ upload_id: uploadIdParam })

/** `part_numbers`: which parts to sign. */
export const partNumbersParam = defineText(
  {
    description: 'Numbers of the parts to sign, up to 1,000 at a time: `1-20`, `3,7,9`',
    ...publishBounds({ minLength: 1, maxLength: 8192, pattern: '^[0-9][0-9, -]*$' }),
  },
  (text) => {
    const numbers = readPartNumbers(text)
    return typeof numbers === 'string' ? numbers : undefined
  },
)

/** The parameters besides the id: an upload belongs to the bucket and the key that it was begun for. */
export const addressFields = { bucket: objectFields.bucket, key_name: objectFields.key_name }

/** The parameters that all requests of an upload have in common, in wire names. */
export interface UploadAddress {
  readonly bucket: string
  readonly key_name: string
  readonly upload_id: string
}

/** The access that a request of an upload needs. The register has the limits that S3 enforces for the upload. */
export function toRegistered({ bucket, key_name }: UploadAddress): Access {
  return { action: 'upload', bucket, key: key_name, held: 'registered' }
}

/** The fields of a result that identify the upload. */
export const uploadResult = {
  uploadId: Type.String({ description: 'S3’s id of the upload' }),
  bucket: Type.String({ description: 'The bucket, as requested' }),
  key: Type.String({ description: 'The key, as requested' }),
}

/** `warnings` of a result. */
export const warningsResult = Type.Optional(
  Type.Array(Type.String(), { description: 'What the caller should know; absent when there is nothing to say' }),
)

/** The signed URLs of parts. */
export const signedPartsResult = {
  parts: Type.Array(
    Type.Object({
      partNumber: Type.Integer({ description: 'Number of the part; parts may be sent in any order, and in parallel' }),
      signedUrl: Type.String({ description: 'The presigned URL; send the part straight to it' }),
      method: Type.String({
        description: 'HTTP method that the URL is signed for',
        ...publishBounds({ enum: ['PUT'] }),
      }),
      headers: Type.Record(Type.String(), Type.String(), {
        description: 'Headers that the client must send unchanged; HTTP clients send Content-Length automatically',
      }),
      contentLength: Type.Optional(
        Type.Integer({ description: 'Signed size of the part in bytes; absent when no size was announced' }),
      ),
    }),
    { description: 'The parts, in the order of their numbers' },
  ),
  expiresAt: Type.String({ format: 'date-time', description: 'When the URLs expire; then ask for new ones' }),
}
