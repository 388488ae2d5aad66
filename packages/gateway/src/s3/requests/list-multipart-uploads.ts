import { S3Error } from '../s3-error.ts'
import type { S3Request, S3Response } from '../s3-request.ts'
import { childrenOf, textOf } from '../s3-xml.ts'
import { createNameReader } from './encoded-name.ts'

/** What to list. */
export interface ListMultipartUploadsParams {
  readonly bucket: string
  readonly prefix: string
  /** Where the previous page ended. */
  readonly after?: UploadPosition | undefined
}

/** A place in the list. */
export interface UploadPosition {
  readonly key: string
  readonly uploadId: string
}

/** One page of the open uploads of a bucket. */
export interface ListMultipartUploadsResult {
  /** In the order of their keys. */
  readonly uploads: readonly ListedUpload[]
  /** Undefined on the last page. */
  readonly next: UploadPosition | undefined
}

/** An upload that was begun, and neither completed nor aborted. */
export interface ListedUpload extends UploadPosition {
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined
}

/** A page has 1,000 uploads, and a key of 1,024 bytes is encoded with three times as many. */
const maxPageBytes = 5 * 1024 * 1024

/** Lists the open multipart uploads of a bucket, 1,000 on a page. S3 API Reference, "ListMultipartUploads". */
export function listMultipartUploads(params: ListMultipartUploadsParams): S3Request<ListMultipartUploadsResult> {
  const { bucket, prefix, after } = params
  return {
    name: 'ListMultipartUploads',
    method: 'GET',
    bucket,
    query: {
      uploads: '',
      'encoding-type': 'url',
      prefix,
      ...(after === undefined ? {} : { 'key-marker': after.key, 'upload-id-marker': after.uploadId }),
    },
    maxBodyBytes: maxPageBytes,
    parse: (response) => parseUploads(response, after),
  }
}

function parseUploads(response: S3Response, after: UploadPosition | undefined): ListMultipartUploadsResult {
  const { body } = response
  if ('problem' in body) throw new S3Error(response, body.problem)
  if (body.root !== 'ListMultipartUploadsResult') throw new S3Error(response, 'is not a list of uploads')
  const readName = createNameReader(response, body.element)
  const uploads = childrenOf(body.element, 'Upload').map((upload) => {
    const uploadId = textOf(upload, 'UploadId')
    if (uploadId === undefined || uploadId === '') throw new S3Error(response, 'has an upload without an id')
    const startedAt = Date.parse(textOf(upload, 'Initiated') ?? '')
    return { key: readName(upload, 'Key'), uploadId, startedAt: Number.isNaN(startedAt) ? undefined : startedAt }
  })
  if (textOf(body.element, 'IsTruncated') !== 'true') return { uploads, next: undefined }
  const last = uploads.at(-1)
  if (last === undefined || (last.key === after?.key && last.uploadId === after.uploadId)) {
    throw new S3Error(response, 'is a truncated page from which no further page follows')
  }
  return { uploads, next: { key: last.key, uploadId: last.uploadId } }
}
