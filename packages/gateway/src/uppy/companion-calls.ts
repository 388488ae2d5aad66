import { randomUUID } from 'node:crypto'
import { maxUploadBytes } from '@signpost/presign'
import { AppError } from '../core/app-error.ts'
import type { RawInput } from '../gate/validate-input.ts'
import { multipartAbort } from '../operations/multipart-abort.ts'
import { multipartBegin } from '../operations/multipart-begin.ts'
import { multipartComplete } from '../operations/multipart-complete.ts'
import { multipartParts } from '../operations/multipart-parts.ts'
import { multipartShow } from '../operations/multipart-show.ts'
import type { Operation } from '../operations/operation.ts'
import { maxPartCount, minPartBytes } from '../operations/plan-parts.ts'
import { signedUrlForUpload } from '../operations/signed-url-for-upload.ts'
import { uploadForm } from '../operations/upload-form.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { formParameter } from './explain-error.ts'
import { isAbsent, readFileMetadata, sizeName } from './file-metadata.ts'
import { findUploadTarget, makeObjectKey } from './upload-target.ts'
import { listQueryMetadata, refuseMisleading, type UppyRequest } from './uppy-request.ts'

/** One of Companion's S3 routes, mapped to one of our operations. */
export interface CompanionCall {
  /** The operation for the gate. */
  readonly operation: Operation
  /** Builds the operation's parameters, in wire names. @throws AppError */
  toInput(request: UppyRequest, token: VerifiedToken): RawInput
  /**
   * Builds the answer that Companion would give.
   * @param result the result of the operation
   * @param expiresInSeconds the lifetime of the signed URLs
   */
  toAnswer(result: Readonly<Record<string, unknown>>, expiresInSeconds: number | undefined): unknown
}

/**
 * The default lifetime of URLs: the same as Companion's, and enough for a file that waits in Uppy's queue. Uppy 5 allows a part no more
 * time to be sent.
 */
const usualExpiresInSeconds = 900

/** The type that Uppy gives a file without one. */
const unknownType = 'application/octet-stream'

/** The form upload for Uppy 6, which needs a store that accepts forms. No parameter of the request asks for a form. */
const formForUppy: Operation = {
  ...uploadForm,
  requires: (params) =>
    uploadForm.requires(params).map((access) => ({
      ...access,
      features: access.features?.map((asked) =>
        asked.feature === 'post_form' ? { ...asked, parameter: formParameter } : asked,
      ),
    })),
}

/** `GET s3/params` for Uppy 6: signs a form. The limits come from the token. */
const signForm: CompanionCall = {
  operation: formForUppy,
  toInput(request, token) {
    const { size, ...upload } = readQueryFile(request, token, uploadForm)
    const bounds =
      size === undefined ? { max_bytes: token.maxBytes ?? maxUploadBytes } : { max_bytes: size, min_bytes: size }
    return { text: {}, json: { ...upload, ...bounds, success_status: 201 } }
  },
  toAnswer: ({ url, method, fields }, expires) => ({ method, url, fields, expires }),
}

/** `GET s3/params` for Uppy 5: signs a PUT. After a form, Uppy 5 waits for an `ETag`, which Ceph does not send (transloadit/uppy#6182). */
const signPut: CompanionCall = {
  operation: signedUrlForUpload,
  toInput(request, token) {
    const { size, ...upload } = readQueryFile(request, token, signedUrlForUpload)
    requireSize(size, token)
    return { text: {}, json: { ...upload, content_length: size } }
  },
  toAnswer: ({ signedUrl, method, headers, key, bucket }, expires) => ({
    ...{ method, url: signedUrl, headers: dropLength(headers), fields: { key, bucket }, expires },
  }),
}

const beginMultipart: CompanionCall = {
  operation: multipartBegin,
  toInput(request, token) {
    const { query } = request
    const body = request.readBody()
    const names = ['filename', 'type', 'metadata']
    refuseMisleading(query, [], multipartBegin)
    refuseMisleading(body, names, multipartBegin)
    const { filename, type, metadata } = body
    const { size, ...upload } = describeFile({ filename, type, metadata: metadata ?? {} }, token)
    requireSize(size, token)
    const plan = typeof size === 'number' ? { size, part_size: chooseChunkBytes(size) } : { size }
    return { text: {}, json: { ...upload, ...plan } }
  },
  toAnswer: ({ key, uploadId, bucket }) => ({ key, uploadId, bucket }),
}

const listParts: CompanionCall = {
  operation: multipartShow,
  toInput: (request, token) => ({ text: {}, json: readAddress(request, token, multipartShow) }),
  toAnswer: ({ parts }) =>
    (parts as readonly Part[]).map(({ partNumber, size, etag }) => ({
      PartNumber: partNumber,
      Size: size,
      ETag: etag,
    })),
}

const signPart: CompanionCall = {
  operation: multipartParts,
  toInput(request, token) {
    const number = request.path.partNumber ?? ''
    if (!/^\d{1,5}$/.test(number) || Number(number) < 1 || Number(number) > maxPartCount) {
      const message = `\`partNumber\` must be a number from 1 to ${maxPartCount}`
      throw new AppError('invalid_request', { details: [{ parameter: 'partNumber', message }] })
    }
    const address = readAddress(request, token, multipartParts)
    return { text: {}, json: { ...address, part_numbers: number, expires_in: limitExpiry(token) } }
  },
  toAnswer({ parts }, expires) {
    const [part] = parts as readonly Part[]
    return { url: part?.signedUrl, headers: dropLength(part?.headers), expires }
  },
}

const signParts: CompanionCall = {
  operation: multipartParts,
  toInput(request, token) {
    const address = readAddress(request, token, multipartParts, ['partNumbers'])
    const { partNumbers } = request.query
    return { text: {}, json: { ...address, part_numbers: partNumbers, expires_in: limitExpiry(token) } }
  },
  toAnswer: ({ parts }) => {
    const urls = (parts as readonly Part[]).map(({ partNumber, signedUrl }) => [partNumber, signedUrl] as const)
    return { presignedUrls: Object.fromEntries(urls) }
  },
}

const completeMultipart: CompanionCall = {
  operation: multipartComplete,
  toInput(request, token) {
    const address = readAddress(request, token, multipartComplete)
    const body = request.readBody()
    refuseMisleading(body, ['parts'], multipartComplete)
    const { parts } = body
    return { text: {}, json: { ...address, parts: Array.isArray(parts) ? parts.map(renamePart) : parts } }
  },
  toAnswer: ({ location, key, bucket }) => ({ location, key, bucket }),
}

const abortMultipart: CompanionCall = {
  operation: multipartAbort,
  toInput: (request, token) => ({ text: {}, json: readAddress(request, token, multipartAbort) }),
  // Uppy 5 reads the answer as JSON.
  toAnswer: () => ({}),
}

const calls = { beginMultipart, listParts, signPart, signParts, completeMultipart, abortMultipart }

/** The names of the routes. */
export type CompanionCallName = keyof typeof calls | 'signUpload'

/** Finds the call for a request of a route. */
export function findCompanionCall(name: CompanionCallName, { takesPut }: UppyRequest): CompanionCall {
  if (name === 'signUpload') return takesPut ? signPut : signForm
  return calls[name]
}

/** The fields of a result's parts that the calls read. */
interface Part {
  readonly partNumber: number
  readonly size: number
  readonly etag: string
  readonly signedUrl: string
  readonly headers: unknown
}

function readQueryFile(request: UppyRequest, token: VerifiedToken, operation: Operation) {
  const { query } = request
  refuseMisleading(query, ['filename', 'type'], operation)
  const { filename, type } = query
  const file = describeFile({ filename, type, metadata: listQueryMetadata(query) }, token)
  return { ...file, expires_in: limitExpiry(token) }
}

/** Builds the parameters of an upload, in wire names except for its `size`. @throws AppError */
function describeFile(
  { filename, type, metadata }: { readonly filename: unknown; readonly type: unknown; readonly metadata: unknown },
  token: VerifiedToken,
) {
  const target = findUploadTarget(token)
  if (typeof filename !== 'string' || filename === '') {
    const message = '`filename` must be the name of the file, and must be sent once'
    throw new AppError('invalid_request', { details: [{ parameter: 'filename', message }] })
  }
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    const message = '`metadata` must be an object of texts: {"name": "photo.jpg"}'
    throw new AppError('invalid_request', { details: [{ parameter: 'metadata', message }] })
  }
  const kept = readFileMetadata(metadata as Readonly<Record<string, unknown>>)
  return {
    bucket: target.bucket,
    key_name: makeObjectKey(target, filename, randomUUID()),
    content_type: isAbsent(type) ? unknownType : type,
    metadata: kept.metadata,
    size: kept.size,
  }
}

/** Requires a size for a token with a size limit, because S3 can enforce only a size that is signed, and Uppy does not send one. */
function requireSize(size: unknown, { maxBytes }: VerifiedToken): void {
  if (maxBytes === undefined || size !== undefined) return
  const message = `The token allows at most ${maxBytes} bytes, but Uppy does not send the size of the file. Let the page add it: uppy.on('file-added', ({ id, size }) => uppy.setFileMeta(id, { ${sizeName}: size }))`
  throw new AppError('token_not_allowed', { message })
}

/** Reads the parameters that identify an upload. */
function readAddress(request: UppyRequest, token: VerifiedToken, operation: Operation, more: readonly string[] = []) {
  const { query, path } = request
  refuseMisleading(query, ['key', ...more], operation)
  return { bucket: findUploadTarget(token).bucket, key_name: query.key, upload_id: path.uploadId }
}

/** Chooses the part size that Uppy 5 and 6 use, unless the page sets `getChunkSize`. */
function chooseChunkBytes(size: number): number {
  return Math.max(minPartBytes, Math.ceil(size / maxPartCount))
}

function limitExpiry({ maxExpiresInSeconds = usualExpiresInSeconds }: VerifiedToken): number {
  return Math.min(usualExpiresInSeconds, maxExpiresInSeconds)
}

/** Drops the header `content-length`: browsers set it themselves, and log an error if a page tries to. */
function dropLength(headers: unknown): Record<string, unknown> {
  const { 'content-length': _length, ...others } = (headers ?? {}) as Record<string, unknown>
  return others
}

/** Renames S3's fields of a part to ours. A value that is not a part stays unchanged, and is refused later. */
function renamePart(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
  const { PartNumber, ETag } = part as Readonly<Record<string, unknown>>
  return { part_number: PartNumber, etag: ETag }
}
