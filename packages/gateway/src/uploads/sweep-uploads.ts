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

/** What a sweep is made from. */
export interface SweepDependencies {
  readonly uploads: MultipartRepository
  readonly credentials: SigningCredentials
  readonly s3: S3Caller
  readonly logger: Logger
  readonly counters: SweepCounters
}

/** When and for how long. */
export interface SweepOptions {
  /** Epoch milliseconds. */
  readonly now: number
  /** Uploads that were begun before are abandoned. */
  readonly createdBefore: number
  /** Is asked between two uploads. */
  readonly isEnded: () => boolean
}

const hourMs = 3_600_000
/** S3 takes requests of clocks that are as far off. S3 API Reference, "RequestTimeTooSkewed". */
const clockSkewMs = 15 * 60_000
const batchSize = 100
/** A failure for each of thousands of uploads would tell no more than these. */
const shownFailures = 10

/**
 * Ends what was abandoned: aborts it at S3, and forgets it. What S3 refuses stays, and is tried again later. Ends, too, what
 * S3 has begun without our knowing its id, and what was aborted, once more: a part that was under way may have been kept.
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
    // What was aborted before is counted already.
    if (state !== 'aborted') counters[aborted > 0 ? 'aborted' : 'gone']++
    await uploads.remove(id)
  } catch (error) {
    counters.failed++
    // Whoever is away comes back; rights are given by people.
    await uploads.update(id, { retryAt: now + (isOutage(error) ? hourMs : 24 * hourMs) })
    const reason = (error as Error).message
    if (isShown) logger.warn({ ...named, reason }, 'an abandoned upload could not be aborted; it is tried again')
  }
}

/** @returns false when S3 had no such upload any more */
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
 * What S3 began for an upload whose id nobody heard: of the same key and the same moment, and no one's we know of.
 * @returns S3's ids
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
