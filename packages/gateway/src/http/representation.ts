import { hash } from 'node:crypto'

/** The caching of a file whose name changes with its content. */
export const immutable = 'public, max-age=31536000, immutable'

/** How many hexadecimal digits of the SHA-256 form a version. */
const versionLength = 16

/** The bytes of a response in one encoding. */
export interface Representation {
  readonly bytes: Buffer
  /** The beginning of the SHA-256 of the bytes. */
  readonly version: string
  /** A strong ETag (RFC 9110, section 8.8.3). */
  readonly etag: string
}

/** Adds the version and the ETag to bytes. */
export function tag(bytes: Buffer): Representation {
  const digest = hash('sha256', bytes, 'buffer')
  const version = digest.toString('hex').slice(0, versionLength)
  return { bytes, version, etag: `"${digest.toString('base64url').slice(0, 27)}"` }
}

/** Reads once, at the first use. After a failure, the next use reads again. */
export function keep<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | undefined
  return () => {
    kept ??= read().catch((error: unknown) => {
      kept = undefined
      throw error
    })
    return kept
  }
}

/** A content coding that responses have. RFC 9110, section 8.4.1; RFC 7932. */
export type Coding = 'gzip' | 'br'

const codingPatterns: Readonly<Record<Coding, RegExp>> = { gzip: compileCoding('(?:x-)?gzip'), br: compileCoding('br') }

/** Matches a coding that is named with a weight other than 0. RFC 9110, section 12.5.3. */
function compileCoding(name: string): RegExp {
  return new RegExp(`(?:^|,)\\s*${name}\\s*(?:$|,|;\\s*q=(?!0(?:\\.0*)?\\s*(?:$|,)))`, 'i')
}

/** Whether a client accepts a coding. */
export function takesCoding(acceptEncoding: string | string[] | undefined, coding: Coding): boolean {
  return codingPatterns[coding].test(String(acceptEncoding))
}

/** RFC 9110, section 13.1.2: a list of tags, compared weakly, or `*`. */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}
