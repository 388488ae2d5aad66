import { createWriteStream, openSync, rmSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { checksumDigests, createDigest, type Digest } from './checksums.ts'
import { S3Refusal } from './s3-request.ts'
import type { SandboxStore, StoredFile } from './sandbox-store.ts'

/** A body that was received and checked. */
export interface ReceivedBody {
  readonly file: StoredFile
  /** With its quotes. */
  readonly etag: string
  /** `x-amz-checksum-…`, where the client sent one. */
  readonly checksums: Readonly<Record<string, string>>
}

/** How large a body may be. */
export interface BodyBounds {
  readonly minBytes: number
  readonly maxBytes: number
}

/** 5 GiB: what one PUT may send. S3 User Guide, "Uploading objects". */
export const putBounds: BodyBounds = { minBytes: 0, maxBytes: 5 * 1024 ** 3 }

/**
 * Receives a body into a new file. The file is removed again when anything is wrong with the body.
 * @param headers the headers that say what the body must be: `content-md5`, `x-amz-checksum-…`, `x-amz-content-sha256`
 * @throws S3Refusal when the body does not fit, with AWS's code
 */
export async function receiveBody(
  body: Readable,
  headers: ReadonlyMap<string, string>,
  store: SandboxStore,
  { minBytes, maxBytes }: BodyBounds = putBounds,
): Promise<ReceivedBody> {
  const checks = listChecks(headers)
  const md5 = createDigest('md5')
  const digests = [md5, ...checks.map(({ digest }) => digest)]
  const path = store.createPath()
  let sizeBytes = 0
  try {
    await pipeline(
      body,
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          sizeBytes += piece.length
          if (sizeBytes > maxBytes)
            throw refuseSize('EntityTooLarge', { ProposedSize: sizeBytes, MaxSizeAllowed: maxBytes })
          for (const digest of digests) digest.update(piece)
          yield piece
        }
      },
      // The file is opened here: a stream that opens the file itself may still be opening it when the body has failed, and the file would
      // then appear after its removal.
      createWriteStream(path, { fd: openSync(path, 'wx', 0o600) }),
    )
    if (sizeBytes < minBytes) throw refuseSize('EntityTooSmall', { ProposedSize: sizeBytes, MinSizeAllowed: minBytes })
    const md5Bytes = md5.finish()
    for (const { name, expected, digest, refusal } of checks) {
      const bytes = name === 'content-md5' ? md5Bytes : digest.finish()
      if (!bytes.equals(expected)) throw refusal
    }
    return {
      file: store.keepFile(path, sizeBytes),
      etag: `"${md5Bytes.toString('hex')}"`,
      checksums: Object.fromEntries([...headers].filter(([name]) => checksumOf(name) !== undefined)),
    }
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

interface Check {
  readonly name: string
  readonly expected: Buffer
  readonly digest: Digest
  readonly refusal: S3Refusal
}

const nothing: Digest = { update() {}, finish: () => Buffer.alloc(0) }

/** S3 API Reference, "PutObject", and "Checking object integrity" in the User Guide. */
function listChecks(headers: ReadonlyMap<string, string>): Check[] {
  const checks: Check[] = []
  for (const [name, value] of headers) {
    const algorithm = checksumOf(name)
    const create = checksumDigests[algorithm ?? '']
    if (name === 'content-md5') {
      const invalid = new S3Refusal(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.')
      const refusal = new S3Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.')
      checks.push({ name, expected: decode(value, 16, invalid), digest: nothing, refusal })
    } else if (create !== undefined) {
      const digest = create()
      const length = create().finish().length
      const invalid = new S3Refusal(400, 'InvalidRequest', `Value for ${name} header is invalid.`)
      const message = `The ${algorithm?.toUpperCase()} you specified did not match the calculated checksum.`
      const refusal = new S3Refusal(400, 'BadDigest', message)
      checks.push({ name, expected: decode(value, length, invalid), digest, refusal })
    } else if (name === 'x-amz-content-sha256' && value !== 'UNSIGNED-PAYLOAD') {
      const message = 'The provided x-amz-content-sha256 header does not match what was computed.'
      const refusal = new S3Refusal(400, 'XAmzContentSHA256Mismatch', message)
      checks.push({ name, expected: Buffer.from(value, 'hex'), digest: createDigest('sha256'), refusal })
    }
  }
  if (checks.filter(({ name }) => checksumOf(name) !== undefined).length > 1) {
    const message = 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.'
    throw new S3Refusal(400, 'InvalidRequest', message)
  }
  return checks
}

/** Returns the algorithm whose checksum a header contains: `sha256`. */
function checksumOf(name: string): string | undefined {
  const algorithm = /^x-amz-checksum-(\w+)$/.exec(name)?.[1]
  return algorithm !== undefined && Object.hasOwn(checksumDigests, algorithm) ? algorithm : undefined
}

function decode(text: string, length: number, invalid: S3Refusal): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== length || bytes.toString('base64') !== text) throw invalid
  return bytes
}

function refuseSize(code: 'EntityTooLarge' | 'EntityTooSmall', details: Readonly<Record<string, number>>): S3Refusal {
  const bound = code === 'EntityTooLarge' ? 'exceeds the maximum' : 'is smaller than the minimum'
  const texts = Object.entries(details).map(([name, value]) => [name, String(value)])
  return new S3Refusal(400, code, `Your proposed upload ${bound} allowed size`, Object.fromEntries(texts))
}
