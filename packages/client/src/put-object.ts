import { recogniseObject } from './recognise-object.ts'
import { sendToStore } from './send-to-store.ts'
import { isPassing, SignpostError } from './signpost-error.ts'
import { askWithLength, sendUntilDone, type UploadJob, type UploadResult } from './upload-job.ts'
import type { SignOptions } from './url-signer.ts'

/** Sends an object by one PUT. @param body all of it */
export async function putObject(job: UploadJob, body: Blob): Promise<UploadResult> {
  const { object, signer, environment, progress, retries } = job
  const options: SignOptions = { ...object, type: 'upload', contentLength: body.size }
  // It is signed when it is sent, so that no URL ends while the upload is paused or offline.
  const sign = () =>
    askWithLength('contentLength', 'content_length', options, (asked) => signer.sign(asked, { retries }))
  /** A try whose answer nobody heard may have stored the object. */
  let mayBeThere = false
  return sendUntilDone(job, sign, async ({ signedUrl: url, method, headers, bucket, key, warnings }, signal) => {
    const onSent = (bytes: number) => progress.set(1, bytes)
    try {
      const answer = await sendToStore({ url, method, headers, body }, { signal, onSent }, environment)
      progress.set(1, body.size)
      const [etag, versionId] = ['etag', 'x-amz-version-id'].map((name) => answer.header(name) ?? undefined)
      return { bucket, key, size: body.size, etag, versionId, warnings }
    } catch (thrown) {
      const refusal = thrown instanceof SignpostError && thrown.status === 412 ? thrown : undefined
      if (refusal !== undefined && mayBeThere) return recogniseObject(job, body, refusal, signal)
      mayBeThere ||= !isRefusal(thrown)
      throw thrown
    }
  })
}

/** Whether the store has said that it did not take the body. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof SignpostError && thrown.status !== undefined && !isPassing(thrown.status)
}
