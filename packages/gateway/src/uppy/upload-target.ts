import { findKeyProblem } from '@signpost/presign'
import { AppError } from '../core/app-error.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { makeSafeFileName } from './file-name.ts'

/** Where the uploads of a token go. */
export interface UploadTarget {
  readonly bucket: string
  readonly keyPrefix: string
}

/** S3 User Guide, "Naming Amazon S3 objects". */
const maxKeyBytes = 1024

const advice = 'Create a client token with one rule, such as upload:my-bucket/incoming/*'

/**
 * Finds where a token's uploads go. Uppy names neither a bucket nor a folder, so the token's rules must name exactly one of each.
 * @throws AppError `token_not_allowed` if they name none, or several
 */
export function findUploadTarget({ allow, client }: VerifiedToken): UploadTarget {
  const holder = client === undefined ? 'API token' : 'client token'
  const rules = client?.allow ?? allow
  if (rules === undefined) throw refuse(`The ${holder} has no rules, but Uppy names no bucket. ${advice}.`)
  const uploads = rules.filter(({ action }) => action === undefined || action === 'upload')
  // Two rules for the same place, such as one with `upload` and one with `*`, count as one.
  const places = new Map(uploads.map((rule) => [JSON.stringify([rule.bucket, rule.key]), rule]))
  const [rule, ...others] = places.values()
  if (rule === undefined) throw refuse(`The ${holder} has no rule that allows uploads. ${advice}.`)
  if (others.length > 0) {
    const count = others.length + 1
    throw refuse(`The ${holder} allows uploads to ${count} places, but Uppy does not say which one to use. ${advice}.`)
  }
  if (rule.bucket.isPrefix) {
    throw refuse(`The rule of the ${holder} is for many buckets, but Uppy does not say which one to use. ${advice}.`)
  }
  if (!rule.key.isPrefix) {
    throw refuse(`The rule of the ${holder} is for one key, but each file of Uppy gets its own key. ${advice}.`)
  }
  return { bucket: rule.bucket.text, keyPrefix: rule.key.text }
}

/**
 * Makes the key of a new object: `incoming/3f6c…-photo.jpg`. Nobody can guess it, and two files with the same name get different keys.
 * @param id the random part
 * @throws AppError `token_not_allowed` if the prefix leaves no room for the key
 */
export function makeObjectKey({ keyPrefix }: UploadTarget, fileName: string, id: string): string {
  const begin = `${keyPrefix}${id}-`
  const roomBytes = maxKeyBytes - Buffer.byteLength(begin)
  const key = begin + (roomBytes > 0 ? makeSafeFileName(fileName, roomBytes) : '')
  const problem = findKeyProblem(key)
  if (problem !== undefined) throw refuse(`With the prefix of the token’s rule, a key ${problem}. ${advice}.`)
  return key
}

function refuse(message: string): AppError {
  return new AppError('token_not_allowed', { message })
}
