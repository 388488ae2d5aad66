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
  etag: Type.String({ minLength: 1, maxLength: 256, description: 'ETag that S3 answered to the part, quotes or not' }),
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
    'Makes one object of the parts. Without `parts`, what S3 has is taken, so that a page needs no `ETag` header from S3. Where the size was announced, nothing else is accepted. S3 may take minutes over a large object: after 50 seconds the answer is 504 `store_timeout`; send the request again then. A completed upload may be completed again: the answer is the object, with a warning that says so.',
  usage: 'Call it once all parts have been sent. With the `size` said at the beginning, `parts` may be left out.',
  input: {
    path: uploadPath,
    body: Type.Object({
      ...addressFields,
      parts: Type.Optional(
        Type.Array(namedPart, {
          minItems: 1,
          maxItems: maxPartCount,
          description: 'The parts; without them all that S3 has. More than some 3,000 do not fit into a request',
        }),
      ),
    }),
  },
  result: Type.Object({
    bucket: uploadResult.bucket,
    key: uploadResult.key,
    size: Type.Integer({ description: 'Size of the object in bytes' }),
    etag: Type.Optional(Type.String({ description: 'As S3 writes it; absent where S3 does not tell' })),
    versionId: Type.Optional(Type.String({ description: 'Version of the object, in a bucket that keeps them' })),
    location: Type.String({ description: 'URL of the object, as clients reach it; not signed' }),
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
    // What S3 itself tells is the inner name where clients reach it by another one, and on Ceph has no scheme.
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
    return [{ parameter, message: `\`${parameter}\` is the number of another part, too: name each part once` }]
  })
  if (details.length > 0) throw new AppError('invalid_request', { details: details.slice(0, 20) })
}
