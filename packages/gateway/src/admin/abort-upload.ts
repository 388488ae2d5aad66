import { Type } from 'typebox'
import { isUploadGone, listUploadHeaders, secondAbortMs } from '../s3/multipart-upload.ts'
import { abortMultipartUpload } from '../s3/requests/abort-multipart-upload.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { describeChange } from './record-change.ts'
import { findOpenUpload, openUploadCredential, toUploadFailure, uploadIdField } from './upload-record.ts'

/** Aborts an open multipart upload: S3 deletes its parts. */
export const abortUpload = defineAct({
  name: 'abort_upload',
  summary: 'Abort an open multipart upload',
  role: 'operator',
  effect: 'destroy',
  input: Type.Object({ id: uploadIdField }),
  result: Type.Object({
    id: Type.String(),
    bucket: Type.String(),
    key: Type.String(),
    outcome: Type.Enum(['aborted', 'gone', 'unheard'], {
      description:
        '`gone`: S3 no longer had this upload. `unheard`: S3’s id of the upload is unknown; a running gateway looks for the upload within an hour',
    }),
  }),
  async run(
    { id },
    dependencies: Needs<
      'uploads' | 'credentials' | 'accountId' | 'ring' | 'askStore' | 'clock' | 'actor' | 'administration'
    >,
  ) {
    const { uploads, clock, administration, askStore } = dependencies
    const upload = await findOpenUpload(id, dependencies)
    const { bucket, key, uploadId } = upload
    const headers = listUploadHeaders(upload)
    let outcome: 'aborted' | 'gone' | 'unheard' = 'unheard'
    if (uploadId !== undefined) {
      const target = await openUploadCredential(upload, dependencies)
      const request = abortMultipartUpload({ bucket, key, uploadId, headers })
      outcome = await askStore(({ caller }) =>
        caller.call(target, request, { now: clock() }).then(
          () => 'aborted' as const,
          (thrown) => {
            if (isUploadGone(thrown)) return 'gone' as const
            throw toUploadFailure(thrown)
          },
        ),
      )
    }
    await uploads.update(id, { state: 'aborted', retryAt: clock() + secondAbortMs })
    const target = { kind: 'upload', id, name: `${bucket}/${key}` } as const
    const change = { act: 'abort_upload', target, before: { bucket, key, uploadId } }
    await administration.record(describeChange(change, dependencies))
    return { id, bucket, key, outcome }
  },
})
