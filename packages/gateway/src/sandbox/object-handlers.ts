import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type ByteRange, checkReadConditions, checkWriteConditions, readRange, refuseHeader } from './conditions.ts'
import type { Exchange } from './exchange.ts'
import { readObjectHeaders, writeObjectHeaders } from './object-headers.ts'
import { putBounds, receiveBody } from './receive-body.ts'
import { S3Refusal } from './s3-request.ts'
import type { SandboxStore, StoredFile, StoredObject } from './sandbox-store.ts'

/** S3 API Reference, "PutObject". */
export async function putObject(exchange: Exchange): Promise<void> {
  const { wanted, request, response, store, now } = exchange
  const { bucket, key, headers } = wanted
  const kept = readObjectHeaders(headers)
  checkWriteConditions(headers, store.findObject(bucket, key))
  acceptBody(exchange, putBounds.maxBytes)
  const { file, etag, checksums } = await receiveBody(request, headers, store)
  const object = { key, files: [file], etag, modifiedAt: now, headers: { ...kept, ...checksums } }
  storeObject(store, bucket, object, headers)
  response.writeHead(200, { etag, ...checksums }).end()
}

/** Stores a received object. Removes its files when there is already an object that must not be replaced. */
export function storeObject(
  store: SandboxStore,
  bucket: string,
  object: StoredObject,
  headers: ReadonlyMap<string, string>,
): void {
  try {
    store.putObject(bucket, object, (found) => checkWriteConditions(headers, found))
  } catch (error) {
    store.removeFiles(object.files)
    throw error
  }
}

/**
 * Checks that a body may come: S3 accepts none without its length in advance.
 * @throws S3Refusal `NotImplemented`, `MissingContentLength` or `EntityTooLarge`
 */
export function acceptBody({ wanted: { headers }, response }: Exchange, maxBytes: number): void {
  if (headers.has('transfer-encoding')) throw refuseHeader('Transfer-Encoding')
  const length = headers.get('content-length')
  if (length === undefined) {
    throw new S3Refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.')
  }
  if (Number(length) > maxBytes) {
    throw new S3Refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: length,
      MaxSizeAllowed: String(maxBytes),
    })
  }
  // A client that waits for `100 Continue` sends its bytes now (RFC 9110, section 10.1.1).
  if (headers.has('expect')) response.writeContinue()
}

/** S3 API Reference, "GetObject" and "HeadObject". */
export async function getObject({ wanted, request, response, store }: Exchange): Promise<void> {
  const { bucket, key, headers } = wanted
  const object = store.findObject(bucket, key)
  if (object === undefined) throw new S3Refusal(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key })
  const written = writeObjectHeaders(object, wanted)
  if (checkReadConditions(headers, object)) {
    response.writeHead(304, { etag: object.etag, 'last-modified': written['last-modified'] }).end()
    return
  }
  const sizeBytes = object.files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const range = readRange(headers.get('range'), sizeBytes)
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 }
  response.writeHead(range === undefined ? 200 : 206, {
    ...written,
    'content-length': last - first + 1,
    ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${sizeBytes}` }),
  })
  if (request.method === 'HEAD') return void response.end()
  // A client that disconnects in the middle is not a fault.
  await pipeline(readBytes(store, object.files, { first, last }), response).catch(() => {})
}

/** Reads the bytes of a range, from all files that contain a part of it. */
async function* readBytes(store: SandboxStore, files: readonly StoredFile[], { first, last }: ByteRange) {
  let start = 0
  for (const file of files) {
    const end = start + file.sizeBytes
    if (end > first && start <= last) {
      const part = { start: Math.max(first - start, 0), end: Math.min(last, end - 1) - start }
      yield* createReadStream(store.pathOf(file), part)
    }
    start = end
  }
}

/** S3 API Reference, "DeleteObject": the answer is the same whether the object existed or not. */
export function deleteObject({ wanted, response, store }: Exchange): void {
  store.removeObject(wanted.bucket, wanted.key)
  response.writeHead(204).end()
}
