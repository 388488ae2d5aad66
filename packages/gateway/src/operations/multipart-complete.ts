import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { completeUpload } from './complete-upload.ts'
import { findUpload } from './find-upload.ts'
import { completeExample } from './multipart-examples.ts'
import {
  addressFields,
  multipartCategory,
  toRegistered,
  uploadPath,
  uploadResult,
  warningsResult,
} from './multipart-fields.ts'
import { defineOperation } from './operation.ts'
import { maxPartCount } from './plan-parts.ts'

const namedPart = Type.Object({
  part_number: Type.Integer({ minimum: 1, maximum: maxPartCount, description: 'Number of the part' }),
  etag: Type.String({
    minLength: 1,
    maxLength: 256,
    description: 'ETag that S3 returned for the part, with or without quotes',
  }),
})

/** `POST /awss3/multipart/{upload_id}/complete`: makes an object of the parts. */
export const multipartComplete = defineOperation({
  name: 'multipart_complete',
  method: 'POST',
  path: '/awss3/multipart/{upload_id}/complete',
  category: multipartCategory,
  effect: 'change',
  errors: ['upload_not_found', 'upload_incomplete', 'object_exists'],
  summary: 'Complete an upload',
  description:
    'Makes one object of the parts. Without `parts`, the gateway uses all parts that S3 has, so a web page need not read the `ETag` header of S3’s answers. If the size was announced, the parts must have exactly that size. S3 may need minutes for a large object: after 50 seconds the answer is 504 `store_timeout`; then send the request again. A completed upload may be completed again: the answer is the object, with a warning.',
  usage:
    'Call it once all parts have been sent. If `size` was sent when the upload was begun, `parts` may be left out.',
  input: {
    path: uploadPath,
    body: Type.Object({
      ...addressFields,
      parts: Type.Optional(
        Type.Array(namedPart, {
          minItems: 1,
          maxItems: maxPartCount,
          description: 'The parts; by default all that S3 has. A request has room for about 3,000',
        }),
      ),
    }),
  },
  result: Type.Object({
    bucket: uploadResult.bucket,
    key: uploadResult.key,
    size: Type.Integer({ description: 'Size of the object in bytes' }),
    etag: Type.Optional(Type.String({ description: 'ETag, as S3 writes it; absent when S3 does not return it' })),
    versionId: Type.Optional(Type.String({ description: 'Version of the object, in a bucket with versions' })),
    location: Type.String({ description: 'URL at which clients reach the object; not signed' }),
    warnings: warningsResult,
  }),
  examples: [completeExample],
  requires: (params) => [{ ...toRegistered(params), doneBy: 'gateway' }],
  async handle(params, [access], context) {
    const named = params.parts?.map(({ part_number, etag }) => ({ partNumber: part_number, etag: quote(etag) }))
    refuseRepeated(named?.map(({ partNumber }) => partNumber) ?? [])
    const inOrder = named?.toSorted((one, other) => one.partNumber - other.partNumber)
    const found = await findUpload(params, access, context)
    const object = await completeUpload(found, context.uploads, inOrder)
    const { bucket, key } = found.upload
    // S3's own answer has the internal host name even when clients use another one, and on Ceph it has no scheme.
    const location = new URL(found.resolved.sign({ method: 'GET' }).url)
    location.search = ''
    return {
      result: {
        ...{ bucket, key, size: object.sizeBytes },
        ...(object.etag === undefined ? {} : { etag: object.etag }),
        ...(object.versionId === undefined ? {} : { versionId: object.versionId }),
        location: location.href,
      },
      signings: [found.resolved],
      warnings: [...found.resolved.warnings, ...object.warnings],
    }
  },
})

function quote(etag: string): string {
  return `"${etag.replaceAll('"', '')}"`
}

function refuseRepeated(numbers: readonly number[]): void {
  const details = numbers.flatMap((number, index) => {
    if (numbers.indexOf(number) === index) return []
    const parameter = `parts[${index}].part_number`
    return [{ parameter, message: `\`${parameter}\` repeats the number of another part: name each part once` }]
  })
  if (details.length > 0) throw new AppError('invalid_request', { details: details.slice(0, 20) })
}
