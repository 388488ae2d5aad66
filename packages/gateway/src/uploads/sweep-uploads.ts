import type { Logger } from 'pino'
import type { SweepCounters } from '../core/counters.ts'
import type { MultipartUpload } from '../core/model.ts'
import type { MultipartRepository } from '../core/ports.ts'
import { isUploadGone, listUploadHeaders } from '../s3/multipart-upload.ts'
import { abortMultipartUpload } from '../s3/requests/abort-multipart-upload.ts'
import { completionTimeoutMs } from '../s3/requests/complete-multipart-upload.ts'
import { listMultipartUploads, type UploadPosition } from '../s3/requests/list-multipart-uploads.ts'
import type { S3Caller } from '../s3/s3-caller.ts'
import { isOutage } from '../s3/s3-error.ts'
import {
  chooseCredential,
  hasEnded,
  type SigningCredential,
  type SigningCredentials,
} from '../vault/signing-credentials.ts'

/** The dependencies of a sweep. */
export interface SweepDependencies {
  readonly uploads: MultipartRepository
  readonly credentials: SigningCredentials
  readonly s3: S3Caller
  readonly logger: Logger
  readonly counters: SweepCounters
}

/** The time and the limits of a sweep. */
export interface SweepOptions {
  /** Epoch milliseconds. */
  readonly now: number
  /** Uploads that were begun before this time are abandoned. */
  readonly createdBefore: number
  /** Called between two uploads. */
  readonly isEnded: () => boolean
}

const hourMs = 3_600_000
/** How far clocks may differ: S3 accepts requests within this limit. S3 API Reference, "RequestTimeTooSkewed". */
const clockSkewMs = 15 * 60_000
const batchSize = 100
/** How many failures are logged: a log line for each of thousands would say no more. */
const shownFailures = 10

/**
 * Aborts abandoned uploads at S3, and removes them from the repository. An upload that S3 refuses to abort stays, and is retried
 * later. The sweep also aborts uploads that S3 began without our learning their ids. Aborted uploads are aborted once more, because S3
 * may have kept a part that was in flight.
 */
export async function sweepUploads(dependencies: SweepDependencies, options: SweepOptions): Promise<void> {
  const { uploads, counters, logger } = dependencies
  const before = { ...counters }
  let due: readonly MultipartUpload[]
  do {
    due = await uploads.listDue({ createdBefore: options.createdBefore, now: options.now, limit: batchSize })
    for (const upload of due) {
      if (options.isEnded()) return
      await sweepUpload(upload, dependencies, options.now, counters.failed - before.failed < shownFailures)
    }
  } while (due.length === batchSize)
  const [aborted, gone, failed, lost] = (['aborted', 'gone', 'failed', 'lost'] as const).map(
    (result) => counters[result] - before[result],
  )
  if (aborted || gone || failed || lost) logger.info({ aborted, gone, failed, lost }, 'swept abandoned uploads')
}

async function sweepUpload(
  upload: MultipartUpload,
  { uploads, credentials, s3, logger, counters }: SweepDependencies,
  now: number,
  isShown: boolean,
): Promise<void> {
  const { id, accountId, bucket, key, uploadId, state } = upload
  if (state === 'completed') return uploads.remove(id)
  const stored = await credentials.forAccount(accountId)
  const found = chooseCredential(stored, { action: 'upload', bucket, id: upload.credentialId })
  const named = { accountId, bucket, key, uploadId }
  if (found === undefined) {
    counters.lost++
    logger.warn(named, 'no credential is left that could abort this upload: its parts stay in the bucket')
    return uploads.remove(id)
  }
  try {
    const target = hasEnded(found.credential, now) ? await credentials.renewed(found) : found
    const known = uploadId === undefined ? await findUnheard(upload, target, { uploads, s3 }, now) : [uploadId]
    let aborted = 0
    for (const one of known) aborted += (await abort(upload, one, target, s3, now)) ? 1 : 0
    // An upload that was aborted before is counted already.
    if (state !== 'aborted') counters[aborted > 0 ? 'aborted' : 'gone']++
    await uploads.remove(id)
  } catch (error) {
    counters.failed++
    // An outage ends on its own; granting a right takes a person.
    await uploads.update(id, { retryAt: now + (isOutage(error) ? hourMs : 24 * hourMs) })
    const reason = (error as Error).message
    if (isShown) logger.warn({ ...named, reason }, 'an abandoned upload could not be aborted; the sweeper will retry')
  }
}

/** Aborts an upload. @returns false if S3 no longer had it */
async function abort(
  { bucket, key, isRequesterPays }: MultipartUpload,
  uploadId: string,
  target: SigningCredential,
  s3: S3Caller,
  now: number,
): Promise<boolean> {
  const headers = listUploadHeaders({ isRequesterPays })
  try {
    await s3.call(target, abortMultipartUpload({ bucket, key, uploadId, headers }), { now })
    return true
  } catch (error) {
    if (isUploadGone(error)) return false
    throw error
  }
}

/**
 * Finds uploads that S3 may have begun for an upload without a known id: they have the same key and time, and belong to no other upload
 * in the repository.
 * @returns S3's upload ids
 */
async function findUnheard(
  { bucket, key, createdAt }: MultipartUpload,
  target: SigningCredential,
  { uploads, s3 }: Pick<SweepDependencies, 'uploads' | 's3'>,
  now: number,
): Promise<readonly string[]> {
  const known = new Set(await uploads.listUploadIds(bucket, key))
  const found: string[] = []
  let after: UploadPosition | undefined
  do {
    const page = await s3.call(target, listMultipartUploads({ bucket, prefix: key, after }), { now }).catch((error) => {
      if (isUploadGone(error)) return { uploads: [], next: undefined }
      throw error
    })
    for (const { key: other, uploadId, startedAt = 0 } of page.uploads) {
      const isOfThatMoment =
        startedAt >= createdAt - clockSkewMs && startedAt <= createdAt + completionTimeoutMs + clockSkewMs
      if (other === key && isOfThatMoment && !known.has(uploadId)) found.push(uploadId)
    }
    // Longer keys that begin with this one come after it.
    after = page.next?.key === key ? page.next : undefined
  } while (after !== undefined)
  return found
}
