import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineText } from '../core/define-text.ts'
import type { ChecksumAlgorithm } from '../core/model.ts'
import { defineEntries } from './metadata-fields.ts'
import { maxPartCount } from './plan-parts.ts'
import { publishBounds } from './published-schema.ts'

/** A kind of digest: its name, and its length in bytes. */
interface DigestKind {
  readonly title: string
  readonly bytes: number
}

/** S3 User Guide, "Checking object integrity". */
const kinds: Readonly<Record<ChecksumAlgorithm, DigestKind>> = {
  sha256: { title: 'SHA-256', bytes: 32 },
  sha1: { title: 'SHA-1', bytes: 20 },
  crc32: { title: 'CRC-32', bytes: 4 },
  crc32c: { title: 'CRC-32C', bytes: 4 },
  crc64nvme: { title: 'CRC-64/NVME', bytes: 8 },
}

/** The parameters for the digests of an upload by one request. */
export const digestFields = {
  content_md5: defineDigest({ title: 'MD5', bytes: 16 }),
  checksum_sha256: defineDigest(kinds.sha256),
  checksum_sha1: defineDigest(kinds.sha1),
  checksum_crc32: defineDigest(kinds.crc32),
  checksum_crc32c: defineDigest(kinds.crc32c),
  checksum_crc64nvme: defineDigest(kinds.crc64nvme),
}

/** `checksum_algorithm`: the algorithm of the checksum that each part of an upload has. */
export const checksumAlgorithmParam = Type.Enum(Object.keys(kinds) as ChecksumAlgorithm[], {
  description:
    'Algorithm of a checksum that every part has; S3 refuses a part whose bytes do not match its checksum. This answer then contains no URLs: `parts` signs each part with its checksum',
})

/** `checksums`: the checksums of parts, by part number; in the query `checksums[1]=…`. */
export const partChecksumsParam = defineEntries(
  {
    // Empty, because an upload without checksums accepts none.
    examples: [{}],
    description:
      'Checksum of each part to sign, in base64, by part number; for an upload that was begun with `checksum_algorithm`',
    'x-rule': 'must be texts by part number: `checksums[1]=…`, or in JSON {"checksums": {"1": "…"}}',
  },
  (checksums) =>
    Object.keys(checksums).every((number) => /^[1-9]\d{0,4}$/.test(number) && Number(number) <= maxPartCount)
      ? undefined
      : `must have part numbers from 1 to ${maxPartCount} as names, such as \`checksums[1]\``,
)

/**
 * Makes the header with each part's checksum, which S3 verifies.
 * @param algorithm the one that the upload was begun with
 * @param partNumbers the parts to sign
 * @returns a function from the number of a part to its header
 * @throws AppError `invalid_request` when a part has no checksum, or an invalid one
 */
export function readPartChecksums(
  algorithm: ChecksumAlgorithm | undefined,
  partNumbers: readonly number[],
  checksums: Readonly<Record<string, string>> = {},
): (partNumber: number) => Readonly<Record<string, string>> {
  const given = Object.keys(checksums)
  if (algorithm === undefined && given.length > 0) {
    throw refuse('checksums', 'must be left out: the upload was begun without `checksum_algorithm`')
  }
  if (algorithm === undefined) return () => ({})
  const kind = kinds[algorithm]
  const asked = new Set(partNumbers.map(String))
  for (const number of given) {
    const problem = asked.has(number)
      ? findDigestProblem(kind, checksums[number] ?? '')
      : 'must be left out: `part_numbers` does not have this part'
    if (problem !== undefined) throw refuse(`checksums[${number}]`, problem)
  }
  const missing = partNumbers.find((number) => !Object.hasOwn(checksums, number))
  if (missing !== undefined) {
    const problem = `is required: the upload was begun with \`checksum_algorithm=${algorithm}\`, so each part has the ${kind.bytes} bytes of its ${kind.title} in base64`
    throw refuse(`checksums[${missing}]`, problem)
  }
  return (partNumber) => ({ [`x-amz-checksum-${algorithm}`]: checksums[partNumber] ?? '' })
}

function refuse(parameter: string, problem: string): AppError {
  return new AppError('invalid_request', { details: [{ parameter, message: `\`${parameter}\` ${problem}` }] })
}

/** Defines the parameter of a digest of the body. S3 compares it with the bytes that arrive. */
function defineDigest(kind: DigestKind) {
  const length = countCharacters(kind)
  const bounds = publishBounds({ minLength: length, maxLength: length })
  return Type.Optional(
    defineText(
      {
        description: `${kind.title} of the upload in base64; S3 refuses a body that does not match it`,
        examples: [Buffer.alloc(kind.bytes, kind.title).toString('base64')],
        ...bounds,
      },
      (text) => findDigestProblem(kind, text),
    ),
  )
}

/** RFC 4648, section 4. */
function findDigestProblem(kind: DigestKind, text: string): string | undefined {
  const { title, bytes } = kind
  const length = countCharacters(kind)
  const rule = `must be the ${bytes} bytes of the ${title} in base64, ${length} characters`
  if (/^[0-9a-f]+$/i.test(text) && text.length === bytes * 2) return `${rule}, and not in hexadecimal`
  return Buffer.from(text, 'base64').toString('base64') === text && text.length === length ? undefined : rule
}

function countCharacters({ bytes }: DigestKind): number {
  return Math.ceil(bytes / 3) * 4
}
