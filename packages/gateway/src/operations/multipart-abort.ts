import { Type } from 'typebox'
import { listUploadHeaders, secondAbortMs } from '../s3/multipart-upload.ts'
import { abortMultipartUpload } from '../s3/requests/abort-multipart-upload.ts'
import { findUpload, requireOpen } from './find-upload.ts'
import { abortExample } from './multipart-examples.ts'
import {
  addressFields,
  multipartCategory,
  toRegistered,
  uploadPath,
  uploadResult,
  warningsResult,
} from './multipart-fields.ts'
import { defineOperation } from './operation.ts'

/** `DELETE /awss3/multipart/{upload_id}`: aborts an upload. */
export const multipartAbort = defineOperation({
  name: 'multipart_abort',
  method: 'DELETE',
  path: '/awss3/multipart/{upload_id}',
  category: multipartCategory,
  effect: 'change',
  errors: ['upload_not_found'],
  summary: 'Abort an upload',
  description:
    'Ends an upload and deletes its parts, so that the store stops charging for them. The URLs of its parts stop working.',
  usage: 'Aborts an upload, and frees the space of its parts. Parts that were sent are lost.',
  input: { path: uploadPath, query: Type.Object(addressFields) },
  result: Type.Object({ ...uploadResult, warnings: warningsResult }),
  examples: [abortExample],
  requires: (params) => [{ ...toRegistered(params), held: 'nothing-sent', doneBy: 'gateway' }],
  async handle(params, [access], context) {
    const { upload, resolved } = await findUpload(params, access, context)
    requireOpen(upload)
    const { id, bucket, key, uploadId } = upload
    await resolved.call(abortMultipartUpload({ bucket, key, uploadId, headers: listUploadHeaders(upload) }))
    await context.uploads.update(id, { state: 'aborted', retryAt: context.now + secondAbortMs })
    return { result: { uploadId, bucket, key }, signings: [resolved], warnings: resolved.warnings }
  },
})
