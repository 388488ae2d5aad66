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

/** What can be tried: an action, or the abort of an upload in parts. */
export type Right = Action | 'multipart'

/** What S3 said about a right. */
export interface RightAnswer {
  readonly right: Right
  /** `unknown`: S3 did not say, or nothing could be tried without writing. */
  readonly state: 'allowed' | 'denied' | 'unknown'
  /** What was seen, or why nothing was tried; follows a colon. */
  readonly observed: string
}

/** A part for an upload that does not exist. S3 says so to keys that may upload, and denies others first. */
function uploadPartOfNothing(bucket: string, key: string, uploadId: string): S3Request<void> {
  const query = { partNumber: '1', uploadId }
  return { name: 'UploadPart', method: 'PUT', bucket, key, query, body: 'signpost', parse: () => {} }
}

/** What S3 says about a thing that does not exist, to keys that have the right. */
const missingCodes: ReadonlySet<string> = new Set(['NoSuchUpload', 'NoSuchKey', 'NotFound'])

/**
 * Tries what a credential may do with a bucket. It leaves nothing behind, because it asks about things that do not exist.
 * @param options.region the bucket's region, where it differs from the credential's
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

  /** @param isMissingProof whether S3 checks the right before it says that the thing does not exist */
  async function ask(request: S3Request<unknown>, isMissingProof = true): Promise<Omit<RightAnswer, 'right'>> {
    try {
      await call(request)
      return { state: 'allowed', observed: 'the store allows it' }
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
    // AWS checks the right first. Ceph says that the object is missing to all keys that may list.
    const answer = await ask(headObject({ bucket, key: name }), target.credential.preset === 'aws')
    const isUnclear = answer.state === 'denied'
    return isUnclear ? { state: 'unknown', observed: 'no object was found with which to try it' } : answer
  }

  async function askDelete(): Promise<Omit<RightAnswer, 'right'>> {
    const versioning = await call(getBucketVersioning({ bucket })).catch(() => undefined)
    if (versioning === 'never') return ask(deleteObject({ bucket, key: name }))
    const reason =
      versioning === undefined
        ? 'not tried, because the bucket may keep versions and would keep a delete marker (s3:GetBucketVersioning would show it)'
        : 'not tried, because the bucket keeps versions and would keep a delete marker'
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
    if (isMissing) return { state: 'unknown', observed: 'no object was found with which to try it' }
    return { state: 'unknown', observed }
  }
  return {
    state: 'unknown',
    observed: error instanceof S3Unreachable ? describeForOperator(error) : 'S3 could not be asked',
  }
}
