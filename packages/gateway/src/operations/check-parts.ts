import { AppError, restate } from '../core/app-error.ts'
import type { MultipartUpload } from '../core/model.ts'
import type { CompletedPart } from '../s3/requests/complete-multipart-upload.ts'
import type { ListedPart } from '../s3/requests/list-parts.ts'
import type { S3Error } from '../s3/s3-error.ts'
import { countParts, formatPartNumbers, measurePart, minPartBytes } from './plan-parts.ts'

/** A part that a client names. */
export interface NamedPart {
  readonly partNumber: number
  /** The ETag with its quotes. */
  readonly etag: string
}

/**
 * Chooses the parts that the object is made of: those that the client names, or all that S3 has.
 * @param listed the parts that S3 has
 * @throws AppError `upload_incomplete` when the parts are not the whole object
 */
export function chooseParts(
  upload: MultipartUpload,
  listed: readonly ListedPart[],
  named: readonly NamedPart[] | undefined,
): { readonly parts: readonly NamedPart[]; readonly sizeBytes: number } {
  if (listed.length === 0) throw createIncomplete('S3 has no part of this upload: send the parts first.')
  const parts = named ?? listed
  const chosen = new Set(parts.map(({ partNumber }) => partNumber))
  const present = new Set(listed.map(({ partNumber }) => partNumber))
  const absent = [...chosen].filter((number) => !present.has(number))
  if (absent.length > 0) throw createIncomplete(`S3 does not have ${describeParts(absent)}: ${sendAgain(absent)}`)
  const sizeBytes = listed.reduce((sum, part) => sum + (chosen.has(part.partNumber) ? part.sizeBytes : 0), 0)
  if (upload.sizeBytes !== undefined && upload.sizeBytes !== sizeBytes) {
    throw createIncomplete(describeDifference(upload, upload.sizeBytes, sizeBytes, listed, chosen))
  }
  const last = listed.at(-1)?.partNumber ?? 0
  const gaps = listMissing(last, chosen)
  // A client may skip numbers when it names its parts. When it names none, a gap means that a part was lost.
  if (named === undefined && gaps.length > 0) {
    throw createIncomplete(
      `S3 has part ${last}, but not ${describeParts(gaps)}: ${sendAgain(gaps)} If you skipped numbers on purpose, list the parts in \`parts\`.`,
    )
  }
  return { parts, sizeBytes }
}

/**
 * Adds the checksums to the parts. S3 verified them when the parts arrived, and wants to see them again at completion.
 * @returns the parts, and whether the store reported the checksum of each
 */
export function addChecksums(
  { checksumAlgorithm: algorithm }: MultipartUpload,
  parts: readonly NamedPart[],
  listed: readonly ListedPart[],
): { readonly parts: readonly CompletedPart[]; readonly isChecked: boolean } {
  const known = new Map(
    algorithm === undefined ? [] : listed.map((part) => [part.partNumber, part.checksums[algorithm]]),
  )
  const completed = parts.map(({ partNumber, etag }) => {
    const checksum = known.get(partNumber)
    return { partNumber, etag, ...(checksum === undefined ? {} : { checksums: { [`${algorithm}`]: checksum } }) }
  })
  return {
    parts: completed,
    isChecked: algorithm === undefined || completed.every(({ checksums }) => checksums !== undefined),
  }
}

/**
 * Explains what S3's refusal to complete an upload means for its parts.
 * @param error an `upload_incomplete` whose cause is S3's own error
 */
export function explainIncomplete(
  error: AppError,
  listed: readonly ListedPart[],
  parts: readonly NamedPart[],
): AppError {
  const { code } = error.cause as S3Error
  const message = describeRefusal(code, listed, parts) ?? `S3 does not accept the list of parts (${code}).`
  return restate(error, { message })
}

function describeRefusal(
  code: string | undefined,
  listed: readonly ListedPart[],
  parts: readonly NamedPart[],
): string | undefined {
  if (code === 'EntityTooSmall') {
    const small = listed.slice(0, -1).filter(({ sizeBytes }) => sizeBytes < minPartBytes)
    const numbers = small.map(({ partNumber }) => partNumber)
    return `S3 accepts no part below 5 MiB, except the last one (EntityTooSmall). Too small: ${describeParts(numbers)}. Send these again with at least ${minPartBytes} bytes each.`
  }
  if (code !== 'InvalidPart') return undefined
  const etags = new Map(listed.map(({ partNumber, etag }) => [partNumber, etag]))
  const wrong = parts.filter(({ partNumber, etag }) => bare(etags.get(partNumber)) !== bare(etag))
  const numbers = wrong.map(({ partNumber }) => partNumber)
  if (numbers.length === 0) return undefined
  return `S3 does not have ${describeParts(numbers)} with the \`etag\` in the request (InvalidPart). Leave \`parts\` out to use the parts that S3 has, or send these parts again.`
}

function describeDifference(
  upload: MultipartUpload,
  announced: number,
  sizeBytes: number,
  listed: readonly ListedPart[],
  chosen: ReadonlySet<number>,
): string {
  const partCount = countParts(upload) ?? 0
  const missing = listMissing(partCount, chosen)
  const differing = listed
    .filter(({ partNumber, sizeBytes: size }) => chosen.has(partNumber) && size !== measurePart(upload, partNumber))
    .map(({ partNumber }) => partNumber)
  const again = [...missing, ...differing.filter((number) => number <= partCount)].sort((one, other) => one - other)
  const sentences = [
    `The parts have ${sizeBytes} bytes, but ${announced} were announced.`,
    ...(missing.length > 0 ? [`Missing: ${describeParts(missing)}.`] : []),
    ...(differing.length > 0 ? [`Different from the planned size: ${describeParts(differing)}.`] : []),
    ...(again.length > 0 ? [capitalize(sendAgain(again))] : ['Abort the upload, and begin one with the right `size`.']),
  ]
  return sentences.join(' ')
}

function listMissing(count: number, present: ReadonlySet<number>): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => !present.has(number))
}

function sendAgain(numbers: readonly number[]): string {
  return `ask for new URLs with parts?part_numbers=${formatPartNumbers(numbers)}, send the parts, and complete again.`
}

function describeParts(numbers: readonly number[]): string {
  return `${numbers.length === 1 ? 'part' : 'parts'} ${formatPartNumbers(numbers)}`
}

function bare(etag: string | undefined): string | undefined {
  return etag?.replaceAll('"', '')
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function createIncomplete(message: string): AppError {
  return new AppError('upload_incomplete', { message })
}
