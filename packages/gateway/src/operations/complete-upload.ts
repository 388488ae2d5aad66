import { AppError, restate } from '../core/app-error.ts'
import type { MultipartRepository } from '../core/ports.ts'
import { listUploadHeaders } from '../s3/multipart-upload.ts'
import { completeMultipartUpload } from '../s3/requests/complete-multipart-upload.ts'
import { type HeadObjectResult, headObject } from '../s3/requests/head-object.ts'
import { addChecksums, chooseParts, explainIncomplete, type NamedPart } from './check-parts.ts'
import { listUploadedParts, type ResolvedUpload, requireOpen } from './find-upload.ts'

/** The object that a completed upload has become. */
export interface CompletedObject {
  readonly sizeBytes: number
  /** As S3 writes it; undefined when S3 returns it neither at completion nor for the object afterwards. */
  readonly etag: string | undefined
  readonly versionId: string | undefined
  readonly warnings: readonly string[]
}

const wasCompleted = 'The upload was already completed: this is the object as it is now.'

/**
 * Makes an object of the parts. A client may repeat this at any time: the result is then the completed object, with a warning.
 * @param named the parts, if the client names them
 * @throws AppError `upload_incomplete`, `upload_not_found`, `object_exists`, `store_timeout`, …
 */
export async function completeUpload(
  found: ResolvedUpload,
  uploads: MultipartRepository,
  named: readonly NamedPart[] | undefined,
): Promise<CompletedObject> {
  const { upload, resolved } = found
  const { id, bucket, key, uploadId, mustNotReplace } = upload
  if (upload.state === 'completed') return showCompleted(found)
  requireOpen(upload)
  const listed = await listUploadedParts(found).catch(async (error: unknown) => {
    const object = isNotFound(error) ? await findUnheard(found) : undefined
    if (object === undefined) throw error
    return object
  })
  if ('sizeBytes' in listed) {
    await uploads.update(id, { state: 'completed' })
    return listed
  }
  const { parts, sizeBytes } = chooseParts(upload, listed, named)
  // Stored before the request to S3, so that a later request knows which object to look for when S3's answer is lost.
  await uploads.update(id, { completion: { sizeBytes, partCount: parts.length } })
  const headers = { ...listUploadHeaders(upload), ...(mustNotReplace ? { 'if-none-match': '*' } : {}) }
  const { parts: completed, isChecked } = addChecksums(upload, parts, listed)
  const request = completeMultipartUpload({ bucket, key, uploadId, parts: completed, headers })
  const { etag, versionId } = await resolved.call(request).catch((error: unknown) => {
    throw explain(error, listed, parts)
  })
  await uploads.update(id, { state: 'completed' })
  const known = etag ?? (await lookAt(found))?.etag
  const warnings = isChecked
    ? []
    : [`The store reports no ${upload.checksumAlgorithm} of some parts, so it may not have verified them.`]
  return { sizeBytes, etag: known, versionId, warnings }
}

function explain(error: unknown, ...lists: [Parameters<typeof explainIncomplete>[1], readonly NamedPart[]]): unknown {
  if (!(error instanceof AppError)) return error
  if (error.code === 'upload_incomplete') return explainIncomplete(error, ...lists)
  if (error.code !== 'store_timeout') return error
  const message =
    'S3 is still putting the parts together, which can take minutes. Send this request again in a while: repeating it is safe, and the answer says when the object is there.'
  return restate(error, { message })
}

/** Describes the object of an upload that is known to be completed, as far as the credential may look at the object. */
async function showCompleted(found: ResolvedUpload): Promise<CompletedObject> {
  const object = await lookAt(found)
  const sizeBytes = object?.sizeBytes ?? found.upload.completion?.sizeBytes ?? 0
  const warnings =
    object === undefined
      ? ['The upload was already completed, but the credential may not look at the object.']
      : [wasCompleted]
  return { sizeBytes, etag: object?.etag, versionId: object?.versionId, warnings }
}

/**
 * Finds the object of an upload that S3 no longer knows after it was asked to complete it: S3 did, but its answer was lost.
 * @returns undefined when no object can be the one that was uploaded
 */
async function findUnheard(found: ResolvedUpload): Promise<CompletedObject | undefined> {
  const { completion, createdAt } = found.upload
  if (completion === undefined) return undefined
  const object = await lookAt(found).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'object_not_found') return undefined
    throw error
  })
  if (object === undefined || object.sizeBytes !== completion.sizeBytes) return undefined
  // In most stores, the ETag of an object that was sent in parts ends with the number of parts.
  const partCount = /-(\d+)"?$/.exec(object.etag ?? '')?.[1]
  if (partCount !== undefined && Number(partCount) !== completion.partCount) return undefined
  if (object.modifiedAt !== undefined && object.modifiedAt < createdAt - clockSkewMs) return undefined
  const { sizeBytes } = completion
  return { sizeBytes, etag: object.etag, versionId: object.versionId, warnings: [wasCompleted] }
}

/** The clock difference that S3 tolerates in requests. S3 API Reference, "RequestTimeTooSkewed". */
const clockSkewMs = 15 * 60_000

/** Asks S3 for the object. @returns undefined when the credential may not look at it. @throws AppError `object_not_found` */
async function lookAt({ upload, resolved }: ResolvedUpload): Promise<HeadObjectResult | undefined> {
  const { bucket, key } = upload
  const request = { ...headObject({ bucket, key }), headers: listUploadHeaders(upload) }
  return resolved.call(request).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'access_denied') return undefined
    throw error
  })
}

function isNotFound(error: unknown): boolean {
  return error instanceof AppError && error.code === 'upload_not_found'
}
