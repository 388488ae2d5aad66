import { AppError, restate } from '../core/app-error.ts'
import type { MultipartRepository } from '../core/ports.ts'
import { listUploadHeaders } from '../s3/multipart-upload.ts'
import { completeMultipartUpload } from '../s3/requests/complete-multipart-upload.ts'
import { type HeadObjectResult, headObject } from '../s3/requests/head-object.ts'
import { addChecksums, chooseParts, explainIncomplete, type NamedPart } from './check-parts.ts'
import { listUploadedParts, type ResolvedUpload, requireOpen } from './find-upload.ts'

/** The object that an upload has become. */
export interface CompletedObject {
  readonly sizeBytes: number
  /** As S3 writes it; undefined where S3 tells it neither at the end nor when it is asked for the object. */
  readonly etag: string | undefined
  readonly versionId: string | undefined
  readonly warnings: readonly string[]
}

const wasCompleted = 'The upload was completed before: this is the object as it is now.'

/**
 * Makes an object of the parts. It may be asked for again at any time: what was completed is found, and said so.
 * @param named the parts, where the client names them
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
  // Before S3 is asked, so that it is known what to look for when its answer is not heard.
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
    : [`The store tells no ${upload.checksumAlgorithm} of some parts: it may not have compared them.`]
  return { sizeBytes, etag: known, versionId, warnings }
}

function explain(error: unknown, ...lists: [Parameters<typeof explainIncomplete>[1], readonly NamedPart[]]): unknown {
  if (!(error instanceof AppError)) return error
  if (error.code === 'upload_incomplete') return explainIncomplete(error, ...lists)
  if (error.code !== 'store_timeout') return error
  const message =
    'S3 is still putting the parts together: that can take minutes. Send this request again in a while, which does no harm; it tells when the object is there.'
  return restate(error, { message })
}

/** The object of an upload that is known to be completed, as far as the credential may look at it. */
async function showCompleted(found: ResolvedUpload): Promise<CompletedObject> {
  const object = await lookAt(found)
  const sizeBytes = object?.sizeBytes ?? found.upload.completion?.sizeBytes ?? 0
  const warnings =
    object === undefined
      ? ['The upload was completed before; the credential may not look at the object.']
      : [wasCompleted]
  return { sizeBytes, etag: object?.etag, versionId: object?.versionId, warnings }
}

/**
 * The object of an upload that S3 was asked to complete and does not know any more: it did so, and nobody heard of it.
 * @returns undefined when there is no object that can be it
 */
async function findUnheard(found: ResolvedUpload): Promise<CompletedObject | undefined> {
  const { completion, createdAt } = found.upload
  if (completion === undefined) return undefined
  const object = await lookAt(found).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'object_not_found') return undefined
    throw error
  })
  if (object === undefined || object.sizeBytes !== completion.sizeBytes) return undefined
  // The ETag of an object in parts ends with their number, where the store writes it so.
  const partCount = /-(\d+)"?$/.exec(object.etag ?? '')?.[1]
  if (partCount !== undefined && Number(partCount) !== completion.partCount) return undefined
  if (object.modifiedAt !== undefined && object.modifiedAt < createdAt - clockSkewMs) return undefined
  const { sizeBytes } = completion
  return { sizeBytes, etag: object.etag, versionId: object.versionId, warnings: [wasCompleted] }
}

/** S3 takes requests of clocks that are as far off. S3 API Reference, "RequestTimeTooSkewed". */
const clockSkewMs = 15 * 60_000

/** @returns undefined when the credential may not look. @throws AppError `object_not_found` */
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
