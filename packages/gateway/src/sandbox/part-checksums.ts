import { createReadStream } from 'node:fs'
import { childrenOf, textOf, type XmlElement } from '../s3/s3-xml.ts'
import { checksumDigests } from './checksums.ts'
import { refuseHeader } from './conditions.ts'
import { S3Refusal } from './s3-request.ts'
import type { SandboxStore, StoredPart, StoredUpload } from './sandbox-store.ts'

// Checksums of uploads in parts. S3 User Guide, "Checking object integrity", and S3 API Reference, "CreateMultipartUpload".

/** What a client says about a part when it completes an upload. */
export interface PartChecksums {
  /** In base64, by algorithm: `sha256`. */
  readonly checksums: Readonly<Record<string, string>>
}

/** The type of the whole object's checksum: over the checksums of the parts, or, as AWS does for `crc64nvme`, over all bytes. */
function typeOf(algorithm: string): 'COMPOSITE' | 'FULL_OBJECT' {
  return algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE'
}

/**
 * Reads which checksum the parts of an upload must have.
 * @returns `sha256`, for example; undefined when the upload is begun without a checksum
 * @throws S3Refusal for what AWS refuses as unknown
 */
export function readChecksumAlgorithm(headers: ReadonlyMap<string, string>): string | undefined {
  const algorithm = headers.get('x-amz-checksum-algorithm')?.toLowerCase()
  const type = headers.get('x-amz-checksum-type')
  if (algorithm === undefined) {
    if (type !== undefined) throw refuseHeader('x-amz-checksum-type')
    return undefined
  }
  if (!Object.hasOwn(checksumDigests, algorithm)) {
    const message =
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]'
    throw new S3Refusal(400, 'InvalidRequest', message)
  }
  // AWS can also make CRCs over the whole object, which the sandbox does not support.
  if (type !== undefined && type !== typeOf(algorithm)) throw refuseHeader('x-amz-checksum-type')
  return algorithm
}

/** Makes the headers that say which checksum an upload or an object has. */
export function describeChecksum(algorithm: string | undefined): Readonly<Record<string, string>> {
  if (algorithm === undefined) return {}
  return { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': typeOf(algorithm) }
}

/** @throws S3Refusal when a part has no checksum, or one that is not of the algorithm with which its upload was begun */
export function checkPartAlgorithm(
  { checksumAlgorithm: expected }: StoredUpload,
  headers: ReadonlyMap<string, string>,
): void {
  const [actual] = Object.keys(checksumDigests).filter((algorithm) => headers.has(`x-amz-checksum-${algorithm}`))
  const isOptional = actual === undefined && expected !== undefined && typeOf(expected) === 'FULL_OBJECT'
  if (actual === expected || isOptional) return
  const message = `Checksum Type mismatch occurred, expected checksum Type: ${expected ?? 'null'}, actual checksum Type: ${actual ?? 'null'}`
  throw new S3Refusal(400, 'InvalidRequest', message)
}

/** Makes the XML elements that show a checksum: `ChecksumSHA256`. @param headers `x-amz-checksum-…` */
export function toChecksumElements(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(checksumDigests).flatMap((algorithm) => {
      const value = headers[`x-amz-checksum-${algorithm}`]
      return value === undefined ? [] : [[elementOf(algorithm), value]]
    }),
  )
}

/** Reads the checksums of a part from the body of a completion. */
export function readPartChecksums(part: XmlElement): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(checksumDigests).flatMap((algorithm) =>
      childrenOf(part, elementOf(algorithm)).length === 0
        ? []
        : [[algorithm, textOf(part, elementOf(algorithm))?.trim() ?? '']],
    ),
  )
}

/** Whether a part has the checksums that the completion names. */
export function hasChecksums({ headers }: StoredPart, { checksums }: PartChecksums): boolean {
  return Object.entries(checksums).every(([algorithm, value]) => headers[`x-amz-checksum-${algorithm}`] === value)
}

/** @throws S3Refusal when the completion names a part without the checksum of the upload */
export function requireChecksums(
  { checksumAlgorithm: algorithm }: StoredUpload,
  named: readonly (PartChecksums & { readonly number: number })[],
): void {
  if (algorithm === undefined || typeOf(algorithm) === 'FULL_OBJECT') return
  const bare = named.find(({ checksums }) => checksums[algorithm] === undefined)
  if (bare === undefined) return
  const message = `The upload was created using a ${algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${bare.number} in the request.`
  throw new S3Refusal(400, 'InvalidRequest', message)
}

/** Computes the checksum of an object in parts, and returns it as headers. */
export async function sumUp(
  { checksumAlgorithm: algorithm }: StoredUpload,
  parts: readonly StoredPart[],
  store: SandboxStore,
): Promise<Readonly<Record<string, string>>> {
  const digest = checksumDigests[algorithm ?? '']?.()
  if (algorithm === undefined || digest === undefined) return {}
  const type = typeOf(algorithm)
  for (const { headers, files } of parts) {
    if (type === 'COMPOSITE') digest.update(Buffer.from(headers[`x-amz-checksum-${algorithm}`] ?? '', 'base64'))
    else for (const file of files) for await (const piece of createReadStream(store.pathOf(file))) digest.update(piece)
  }
  const value = digest.finish().toString('base64')
  return {
    [`x-amz-checksum-${algorithm}`]: type === 'COMPOSITE' ? `${value}-${parts.length}` : value,
    'x-amz-checksum-type': type,
  }
}

function elementOf(algorithm: string): string {
  return `Checksum${algorithm.toUpperCase()}`
}
