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

/** One of Companion's S3 routes as one of our operations. */
export interface CompanionCall {
  /** What the gate is asked for. */
  readonly operation: Operation
  /** The operation's parameters, in wire names. @throws AppError */
  toInput(request: UppyRequest, token: VerifiedToken): RawInput
  /**
   * What Companion would answer.
   * @param result the operation's
   * @param expiresInSeconds of what was signed
   */
  toAnswer(result: Readonly<Record<string, unknown>>, expiresInSeconds: number | undefined): unknown
}

/** As long as Companion's, and enough for a file that waits in Uppy's queue. Uppy 5 gives a part no longer to be sent. */
const usualExpiresInSeconds = 900

/** What Uppy names the type of a file that has none. */
const unknownType = 'application/octet-stream'

/** Uppy 6 takes a form's fields as they are; its store has to take forms. Nothing else in the request asks for one. */
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

/** `GET s3/params` for Uppy 6: a form. The page's limits are the token's. */
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

/** `GET s3/params` for Uppy 5: a PUT. After a form it waits for an `ETag`, which Ceph does not send (transloadit/uppy#6182). */
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

/** The routes, by what they do. */
export type CompanionCallName = keyof typeof calls | 'signUpload'

/** Finds what a request of a route is. */
export function findCompanionCall(name: CompanionCallName, { takesPut }: UppyRequest): CompanionCall {
  if (name === 'signUpload') return takesPut ? signPut : signForm
  return calls[name]
}

/** What the calls read of a result's parts. */
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

/** What an upload asks for, in wire names, but for its `size`. @throws AppError */
function describeFile(
  { filename, type, metadata }: { readonly filename: unknown; readonly type: unknown; readonly metadata: unknown },
  token: VerifiedToken,
) {
  const target = findUploadTarget(token)
  if (typeof filename !== 'string' || filename === '') {
    const message = '`filename` must be the name of the file, once'
    throw new AppError('invalid_request', { details: [{ parameter: 'filename', message }] })
  }
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    const message = '`metadata` must be texts by name, {"name": "photo.jpg"}'
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

/** What S3 does not hold an upload to, a token with a limit is not allowed; and Uppy does not say how to be held to one. */
function requireSize(size: unknown, { maxBytes }: VerifiedToken): void {
  if (maxBytes === undefined || size !== undefined) return
  const message = `The token allows at most ${maxBytes} bytes, and Uppy does not tell the size of the file. Let the page tell it: uppy.on('file-added', ({ id, size }) => uppy.setFileMeta(id, { ${sizeName}: size }))`
  throw new AppError('token_not_allowed', { message })
}

/** The parameters that say which upload it is. */
function readAddress(request: UppyRequest, token: VerifiedToken, operation: Operation, more: readonly string[] = []) {
  const { query, path } = request
  refuseMisleading(query, ['key', ...more], operation)
  return { bucket: findUploadTarget(token).bucket, key_name: query.key, upload_id: path.uploadId }
}

/** How long parts are that Uppy 5 and 6 make, unless the page sets `getChunkSize`. */
function chooseChunkBytes(size: number): number {
  return Math.max(minPartBytes, Math.ceil(size / maxPartCount))
}

function limitExpiry({ maxExpiresInSeconds = usualExpiresInSeconds }: VerifiedToken): number {
  return Math.min(usualExpiresInSeconds, maxExpiresInSeconds)
}

/** A browser sets it by itself, and says so in its console where a page does. */
function dropLength(headers: unknown): Record<string, unknown> {
  const { 'content-length': _length, ...others } = (headers ?? {}) as Record<string, unknown>
  return others
}

/** Parts as S3 names their members, in ours. What is no part stays, and is refused. */
function renamePart(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
  const { PartNumber, ETag } = part as Readonly<Record<string, unknown>>
  return { part_number: PartNumber, etag: ETag }
}
