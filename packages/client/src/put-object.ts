import { recogniseObject } from './recognise-object.ts'
import { sendToStore } from './send-to-store.ts'
import { isPassing, SignpostError } from './signpost-error.ts'
import { askWithLength, sendUntilDone, type UploadJob, type UploadResult } from './upload-job.ts'
import type { SignOptions } from './url-signer.ts'

/** Sends an object with one PUT. @param body the whole object */
export async function putObject(job: UploadJob, body: Blob): Promise<UploadResult> {
  const { object, signer, environment, progress, retries } = job
  const options: SignOptions = { ...object, type: 'upload', contentLength: body.size }
  // The URL is signed right before sending, so that it does not expire while the upload is paused or offline.
  const sign = () =>
    askWithLength('contentLength', 'content_length', options, (asked) => signer.sign(asked, { retries }))
  /** Whether an earlier attempt without an answer may have stored the object. */
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

/** Whether the store's answer says that it did not store the body. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof SignpostError && thrown.status !== undefined && !isPassing(thrown.status)
}
