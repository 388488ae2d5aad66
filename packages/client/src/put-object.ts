import { sendToStore } from './send-to-store.ts'
import { askWithLength, sendUntilDone, type UploadJob, type UploadResult } from './upload-job.ts'
import type { SignOptions } from './url-signer.ts'

/** Sends an object by one PUT. @param body all of it */
export async function putObject(job: UploadJob, body: Blob): Promise<UploadResult> {
  const { object, signer, environment, progress, retries } = job
  const options: SignOptions = { ...object, type: 'upload', contentLength: body.size }
  // It is signed when it is sent, so that no URL ends while the upload is paused or offline.
  const sign = () =>
    askWithLength('contentLength', 'content_length', options, (asked) => signer.sign(asked, { retries }))
  const { signed, answer } = await sendUntilDone(job, sign, async (signed, signal) => {
    const request = { url: signed.signedUrl, method: signed.method, headers: signed.headers, body }
    const onSent = (bytes: number) => progress.set(1, bytes)
    return { signed, answer: await sendToStore(request, { signal, onSent }, environment) }
  })
  progress.set(1, body.size)
  const { bucket, key, warnings } = signed
  const [etag, versionId] = ['etag', 'x-amz-version-id'].map((name) => answer.header(name) ?? undefined)
  return { bucket, key, size: body.size, etag, versionId, warnings }
}
