import { Type } from 'typebox'
import type { Access } from '../core/access.ts'
import { defineText } from '../core/define-text.ts'
import { objectFields } from './object-params.ts'
import { readPartNumbers } from './plan-parts.ts'
import { publishBounds } from './published-schema.ts'

/** The category of the operations in the documents. */
export const multipartCategory = 'Multipart uploads'

/** `upload_id`: what S3 calls an upload. Ceph's are like `2~abc`, AWS's have dots and underscores. */
export const uploadIdParam = Type.String({
  pattern: '^[!-~]{1,1024}$',
  description: 'Id of the upload, as it was given when it was begun; percent-encoded where it stands in a path',
  'x-rule': 'must be the `uploadId` of the answer that began the upload',
})

/** Where the id travels. */
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

/** The parameters beside the id: an upload belongs to the bucket and the key that it was begun for. */
export const addressFields = { bucket: objectFields.bucket, key_name: objectFields.key_name }

/** What the requests of an upload have in common, in wire names. */
export interface UploadAddress {
  readonly bucket: string
  readonly key_name: string
  readonly upload_id: string
}

/** What a request of an upload touches. What S3 holds the upload to stands in the register. */
export function toRegistered({ bucket, key_name }: UploadAddress): Access {
  return { action: 'upload', bucket, key: key_name, held: 'registered' }
}

/** The results' fields that say which upload it is. */
export const uploadResult = {
  uploadId: Type.String({ description: 'S3’s id of the upload' }),
  bucket: Type.String({ description: 'The bucket, as it was asked for' }),
  key: Type.String({ description: 'The key, as it was asked for' }),
}

/** `warnings` of a result. */
export const warningsResult = Type.Optional(
  Type.Array(Type.String(), { description: 'What the caller should know; absent when there is nothing to say' }),
)

/** The signed URLs of parts. */
export const signedPartsResult = {
  parts: Type.Array(
    Type.Object({
      partNumber: Type.Integer({ description: 'Its number; parts may be sent in any order, and at the same time' }),
      signedUrl: Type.String({ description: 'The presigned URL; send the part straight to it' }),
      method: Type.String({
        description: 'HTTP method that the URL is signed for',
        ...publishBounds({ enum: ['PUT'] }),
      }),
      headers: Type.Record(Type.String(), Type.String(), {
        description: 'Headers that the client must send exactly so; HTTP clients send Content-Length by themselves',
      }),
      contentLength: Type.Optional(
        Type.Integer({ description: 'Size of the part in bytes, which is signed; absent when no size was announced' }),
      ),
    }),
    { description: 'The parts, in the order of their numbers' },
  ),
  expiresAt: Type.String({ format: 'date-time', description: 'When the URLs end; ask for new ones then' }),
}
