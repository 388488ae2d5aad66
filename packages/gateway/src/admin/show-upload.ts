import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { MultipartUpload } from '../core/model.ts'
import { isUploadGone, listUploadHeaders } from '../s3/multipart-upload.ts'
import { type ListedPart, listParts } from '../s3/requests/list-parts.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import {
  findOpenUpload,
  openUploadCredential,
  showUploads,
  toUploadFailure,
  uploadIdField,
  uploadRecord,
} from './upload-record.ts'

/** Shows an open multipart upload, and asks S3 which parts it has. */
export const showUpload = defineAct({
  name: 'show_upload',
  summary: 'Show an open multipart upload and its progress',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({ id: uploadIdField }),
  result: Type.Object({
    ...uploadRecord.properties,
    uploadedBytes: Type.Integer({ description: 'Total bytes of the parts that S3 has' }),
    partCount: Type.Optional(
      Type.Integer({ description: 'How many parts the upload will have, if its size was announced' }),
    ),
    parts: Type.Array(Type.Object({ partNumber: Type.Integer(), size: Type.Integer({ description: 'In bytes' }) }), {
      description: 'The parts that S3 has, in the order of their numbers',
    }),
  }),
  async run(
    { id },
    dependencies: Needs<'uploads' | 'credentials' | 'accountId' | 'ring' | 'askStore' | 'clock' | 'multipartDays'>,
  ) {
    const upload = await findOpenUpload(id, dependencies)
    const [shown] = await showUploads([upload], dependencies)
    if (shown === undefined) throw new Error('The upload was not shown')
    const found = await listUploadedParts(upload, dependencies)
    const { sizeBytes, partSizeBytes } = upload
    return {
      ...shown,
      uploadedBytes: found.reduce((sum, part) => sum + part.sizeBytes, 0),
      ...(sizeBytes === undefined ? {} : { partCount: Math.max(1, Math.ceil(sizeBytes / partSizeBytes)) }),
      parts: found.map(({ partNumber, sizeBytes: size }) => ({ partNumber, size })),
    }
  },
})

/** @throws AppError `upload_not_found` if S3 no longer has this upload */
async function listUploadedParts(
  upload: MultipartUpload,
  dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'askStore' | 'clock'>,
): Promise<readonly ListedPart[]> {
  const { bucket, key, uploadId } = upload
  if (uploadId === undefined) return []
  const target = await openUploadCredential(upload, dependencies)
  return dependencies.askStore(async ({ caller }) => {
    const parts: ListedPart[] = []
    let after: number | undefined
    do {
      const request = listParts({ bucket, key, uploadId, after, headers: listUploadHeaders(upload) })
      const page = await caller.call(target, request, { now: dependencies.clock() }).catch(throwFailure)
      parts.push(...page.parts)
      after = page.nextAfter
    } while (after !== undefined)
    return parts
  })
}

function throwFailure(thrown: unknown): never {
  if (!isUploadGone(thrown)) throw toUploadFailure(thrown)
  throw new AppError('upload_not_found', {
    message:
      'S3 no longer has this upload: another client completed or aborted it. Running gateways remove it from their list in time.',
  })
}
