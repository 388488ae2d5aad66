import { createHash, randomBytes } from 'node:crypto'
import { childrenOf, parseXml, textOf } from '../s3/s3-xml.ts'
import { checkWriteConditions } from './conditions.ts'
import { type Exchange, sendDocument } from './exchange.ts'
import { readCount } from './list-objects.ts'
import { acceptBody } from './object-handlers.ts'
import { readObjectHeaders } from './object-headers.ts'
import {
  checkPartAlgorithm,
  describeChecksum,
  hasChecksums,
  type PartChecksums,
  readChecksumAlgorithm,
  readPartChecksums,
  requireChecksums,
  sumUp,
  toChecksumElements,
} from './part-checksums.ts'
import { putBounds, receiveBody } from './receive-body.ts'
import { S3Refusal } from './s3-request.ts'
import type { StoredPart, StoredUpload } from './sandbox-store.ts'

/** For all parts except the last one. S3 User Guide, "Amazon S3 multipart upload limits". */
const minPartBytes = 5 * 1024 ** 2
/** 10,000 parts of 200 bytes. */
const maxCompletionBytes = 2 * 1024 ** 2
const mostParts = 10_000

/** S3 API Reference, "CreateMultipartUpload". */
export async function createUpload(exchange: Exchange): Promise<void> {
  const { wanted, response, store, now } = exchange
  const { bucket, key, headers } = wanted
  const checksumAlgorithm = readChecksumAlgorithm(headers)
  const kept = readObjectHeaders(headers)
  const upload = { id: randomBytes(16).toString('hex'), key, startedAt: now, headers: kept, checksumAlgorithm }
  store.addUpload(bucket, upload)
  for (const [name, value] of Object.entries(describeChecksum(checksumAlgorithm))) response.setHeader(name, value)
  await sendDocument(exchange, 'InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: upload.id })
}

/** S3 API Reference, "UploadPart". */
export async function putPart(exchange: Exchange): Promise<void> {
  const { wanted, request, response, store, now } = exchange
  const upload = findUpload(exchange)
  const number = readPartNumber(wanted.query.get('partNumber'))
  checkPartAlgorithm(upload, wanted.headers)
  acceptBody(exchange, putBounds.maxBytes)
  const { file, etag, checksums } = await receiveBody(request, wanted.headers, store)
  // The upload may have been completed or aborted meanwhile.
  findUpload(exchange)
  store.putPart(upload.id, { number, files: [file], etag, modifiedAt: now, headers: checksums })
  response.writeHead(200, { etag, ...checksums }).end()
}

/** S3 API Reference, "ListParts". */
export async function listParts(exchange: Exchange): Promise<void> {
  const { wanted, store } = exchange
  const { bucket, key, query } = wanted
  const { id, checksumAlgorithm } = findUpload(exchange)
  const limit = readCount(query, 'max-parts')
  const after = readCount(query, 'part-number-marker', 0, mostParts)
  const parts = store.listParts(id).filter(({ number }) => number > after)
  const page = parts.slice(0, limit)
  await sendDocument(exchange, 'ListPartsResult', {
    Bucket: bucket,
    Key: key,
    UploadId: id,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: parts.length > page.length,
    StorageClass: 'STANDARD',
    ...(checksumAlgorithm === undefined ? {} : { ChecksumAlgorithm: checksumAlgorithm.toUpperCase() }),
    Part: page.map(({ number, etag, modifiedAt, files, headers }) => ({
      PartNumber: number,
      LastModified: new Date(modifiedAt).toISOString(),
      ETag: etag,
      Size: files[0]?.sizeBytes,
      ...toChecksumElements(headers),
    })),
  })
}

/** S3 API Reference, "CompleteMultipartUpload". */
export async function completeUpload(exchange: Exchange): Promise<void> {
  const { wanted, request, store, now } = exchange
  const { bucket, key, headers } = wanted
  const upload = findUpload(exchange)
  checkWriteConditions(headers, store.findObject(bucket, key))
  acceptBody(exchange, maxCompletionBytes)
  const named = await readCompletion(request)
  // While the body arrived, another request may have completed or aborted the upload.
  findUpload(exchange)
  requireChecksums(upload, named)
  const stored = store.listParts(upload.id)
  const parts = chooseParts(named, stored)
  const checksum = await sumUp(upload, parts, store)
  // The same may have happened while all bytes were read.
  findUpload(exchange)
  const etag = `"${hashParts(parts)}-${parts.length}"`
  const files = parts.flatMap((part) => part.files)
  const object = { key, files, etag, modifiedAt: now, headers: { ...upload.headers, ...checksum } }
  store.putObject(bucket, object, (found) => checkWriteConditions(headers, found), upload.id)
  store.removeFiles(stored.filter((part) => !parts.includes(part)).flatMap((part) => part.files))
  const Location = `http://${headers.get('host')}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`
  const elements = { Location, Bucket: bucket, Key: key, ETag: etag, ...toChecksumElements(checksum) }
  await sendDocument(exchange, 'CompleteMultipartUploadResult', elements)
}

/** S3 API Reference, "AbortMultipartUpload". */
export function abortUpload(exchange: Exchange): void {
  const { response, store } = exchange
  const { id } = findUpload(exchange)
  const parts = store.listParts(id)
  store.removeUpload(id)
  store.removeFiles(parts.flatMap((part) => part.files))
  response.writeHead(204).end()
}

/** S3 API Reference, "ListMultipartUploads". */
export async function listUploads(exchange: Exchange): Promise<void> {
  const { wanted, store } = exchange
  const { bucket, query } = wanted
  const [prefix = '', keyMarker = '', idMarker = ''] = ['prefix', 'key-marker', 'upload-id-marker'].map((name) =>
    query.get(name),
  )
  const limit = readCount(query, 'max-uploads')
  const isEncoded = query.get('encoding-type') === 'url'
  const write = (text: string) => (isEncoded ? encodeURIComponent(text).replaceAll('%2F', '/') : text)
  const isAfter = ({ key, id }: StoredUpload) => {
    const order = Buffer.compare(Buffer.from(key), Buffer.from(keyMarker))
    return order > 0 || (order === 0 && idMarker !== '' && id > idMarker)
  }
  const uploads = store.listUploads(bucket).filter((upload) => upload.key.startsWith(prefix) && isAfter(upload))
  const page = uploads.slice(0, limit)
  const last = page.at(-1)
  await sendDocument(exchange, 'ListMultipartUploadsResult', {
    Bucket: bucket,
    Prefix: write(prefix),
    KeyMarker: write(keyMarker),
    UploadIdMarker: idMarker,
    ...(last === undefined ? {} : { NextKeyMarker: write(last.key), NextUploadIdMarker: last.id }),
    MaxUploads: limit,
    ...(isEncoded ? { EncodingType: 'url' } : {}),
    IsTruncated: uploads.length > page.length,
    Upload: page.map(({ key, id, startedAt }) => ({
      Key: write(key),
      UploadId: id,
      StorageClass: 'STANDARD',
      Initiated: new Date(startedAt).toISOString(),
    })),
  })
}

function findUpload({ wanted, store }: Exchange): StoredUpload {
  const id = wanted.query.get('uploadId') ?? ''
  const upload = store.findUpload(wanted.bucket, wanted.key, id)
  if (upload !== undefined) return upload
  const message =
    'The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.'
  throw new S3Refusal(404, 'NoSuchUpload', message, { UploadId: id })
}

function readPartNumber(text = ''): number {
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= mostParts) return Number(text)
  const message = 'Part number must be an integer between 1 and 10000, inclusive'
  throw new S3Refusal(400, 'InvalidArgument', message, { ArgumentName: 'partNumber' })
}

/** Hashes the MD5 hashes of all parts, as S3 makes the ETag of an object in parts. */
function hashParts(parts: readonly StoredPart[]): string {
  const hash = createHash('md5')
  for (const { etag } of parts) hash.update(Buffer.from(etag.slice(1, -1), 'hex'))
  return hash.digest('hex')
}

interface NamedPart extends PartChecksums {
  readonly number: number
  readonly etag: string
}

/** Reads the parts that the client lists, in the client's order. */
async function readCompletion(request: Exchange['request']): Promise<readonly NamedPart[]> {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  const document = parseXml(Buffer.concat(pieces).toString())
  if (document?.root !== 'CompleteMultipartUpload') throw refuseXml()
  const parts = childrenOf(document.element, 'Part').map((part) => ({
    number: Number(textOf(part, 'PartNumber')?.trim()),
    etag: (textOf(part, 'ETag') ?? '').trim().replaceAll('"', ''),
    checksums: readPartChecksums(part),
  }))
  if (parts.length === 0 || parts.some(({ number }) => !Number.isInteger(number))) throw refuseXml()
  return parts
}

function chooseParts(named: readonly NamedPart[], stored: readonly StoredPart[]): readonly StoredPart[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]))
  const parts = named.map(({ number, etag, checksums }, index) => {
    if (index > 0 && number <= (named[index - 1]?.number ?? 0)) {
      const message = 'The list of parts was not in ascending order. Parts must be ordered by part number.'
      throw new S3Refusal(400, 'InvalidPartOrder', message)
    }
    const part = byNumber.get(number)
    if (part !== undefined && part.etag === `"${etag}"` && hasChecksums(part, { checksums })) return part
    const message =
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
    throw new S3Refusal(400, 'InvalidPart', message, { PartNumber: String(number), ETag: etag })
  })
  const small = parts.slice(0, -1).find(({ files }) => (files[0]?.sizeBytes ?? 0) < minPartBytes)
  if (small === undefined) return parts
  throw new S3Refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    PartNumber: String(small.number),
    MinSizeAllowed: String(minPartBytes),
  })
}

function refuseXml(): S3Refusal {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema'
  return new S3Refusal(400, 'MalformedXML', message)
}
