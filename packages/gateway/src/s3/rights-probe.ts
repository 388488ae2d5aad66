import { randomBytes } from 'node:crypto'
import type { Action } from '../core/actions.ts'
import { abortMultipartUpload } from './requests/abort-multipart-upload.ts'
import { deleteObject } from './requests/delete-object.ts'
import { getBucketVersioning } from './requests/get-bucket-versioning.ts'
import { headObject } from './requests/head-object.ts'
import { listObjectsV2 } from './requests/list-objects-v2.ts'
import type { S3Caller, S3CallOptions, S3Target } from './s3-caller.ts'
import { describeForOperator, S3Error, S3Unreachable } from './s3-error.ts'
import type { S3Request } from './s3-request.ts'

/** What may be tried: an action, and the end of an upload in parts. */
export type Right = Action | 'multipart'

/** What S3 said of a right. */
export interface RightAnswer {
  readonly right: Right
  /** `unknown`: S3 did not say, or nothing could be tried without writing. */
  readonly state: 'allowed' | 'denied' | 'unknown'
  /** What was seen, or why nothing was tried; after a colon. */
  readonly observed: string
}

/** A part of an upload that there is not. Whoever may upload hears that; whoever may not is denied first. */
function uploadPartOfNothing(bucket: string, key: string, uploadId: string): S3Request<void> {
  const query = { partNumber: '1', uploadId }
  return { name: 'UploadPart', method: 'PUT', bucket, key, query, body: 'signpost', parse: () => {} }
}

/** What S3 says to a right that it grants, of a thing that is not there. */
const missingCodes: ReadonlySet<string> = new Set(['NoSuchUpload', 'NoSuchKey', 'NotFound'])

/**
 * Tries what a credential may do with a bucket, and leaves nothing behind: what is asked about is not there.
 * @param options.region the bucket's, where it is another one than the credential's
 * @returns an answer for each right, in their order; never throws
 */
export async function probeRights(
  caller: S3Caller,
  target: S3Target,
  rights: readonly Right[],
  { bucket, ...options }: { readonly bucket: string } & Pick<S3CallOptions, 'now' | 'region'>,
): Promise<readonly RightAnswer[]> {
  const name = `signpost-test-${randomBytes(12).toString('hex')}`
  const call = <Result>(request: S3Request<Result>) => caller.call(target, request, options)

  /** @param isMissingProof whether S3 looks at the right before it says that the thing is not there */
  async function ask(request: S3Request<unknown>, isMissingProof = true): Promise<Omit<RightAnswer, 'right'>> {
    try {
      await call(request)
      return { state: 'allowed', observed: 'the store does it' }
    } catch (error) {
      return readRefusal(error, isMissingProof)
    }
  }

  async function askDownload(): Promise<Omit<RightAnswer, 'right'>> {
    const [first] = await call(listObjectsV2({ bucket, limit: 1 })).then(
      ({ objects }) => objects,
      () => [],
    )
    if (first !== undefined) return ask(headObject({ bucket, key: first.key }), false)
    // AWS looks at the right first. Ceph says that the object is missing to whoever may list.
    const answer = await ask(headObject({ bucket, key: name }), target.credential.preset === 'aws')
    const isUnclear = answer.state === 'denied'
    return isUnclear ? { state: 'unknown', observed: 'no object could be seen that it could be tried with' } : answer
  }

  async function askDelete(): Promise<Omit<RightAnswer, 'right'>> {
    const versioning = await call(getBucketVersioning({ bucket })).catch(() => undefined)
    if (versioning === 'never') return ask(deleteObject({ bucket, key: name }))
    const reason =
      versioning === undefined
        ? 'not tried, since the bucket may keep versions, and would keep a mark of it (s3:GetBucketVersioning tells)'
        : 'not tried, since the bucket keeps versions, and would keep a mark of it'
    return { state: 'unknown', observed: reason }
  }

  const questions: Readonly<Record<Right, () => Promise<Omit<RightAnswer, 'right'>>>> = {
    upload: () => ask(uploadPartOfNothing(bucket, name, name)),
    multipart: () => ask(abortMultipartUpload({ bucket, key: name, uploadId: name })),
    download: askDownload,
    list: () => ask(listObjectsV2({ bucket, limit: 1 })),
    delete: askDelete,
  }
  return Promise.all(rights.map(async (right) => ({ right, ...(await questions[right]()) })))
}

function readRefusal(error: unknown, isMissingProof: boolean): Omit<RightAnswer, 'right'> {
  if (error instanceof S3Error) {
    const { status, code } = error
    const observed = code === undefined ? String(status) : `${status} ${code}`
    if (status === 403 || status === 401) return { state: 'denied', observed }
    const isMissing = status === 404 && (code === undefined || missingCodes.has(code))
    if (isMissing && isMissingProof) return { state: 'allowed', observed }
    if (isMissing) return { state: 'unknown', observed: 'no object could be seen that it could be tried with' }
    return { state: 'unknown', observed }
  }
  return {
    state: 'unknown',
    observed: error instanceof S3Unreachable ? describeForOperator(error) : 'it could not be asked',
  }
}
