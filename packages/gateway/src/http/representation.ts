import { hash } from 'node:crypto'

/** For what has another name when it is another one. */
export const immutable = 'public, max-age=31536000, immutable'

/** So many hexadecimal digits of the SHA-256 are a version. */
const versionLength = 16

/** The bytes of a response in one encoding. */
export interface Representation {
  readonly bytes: Buffer
  /** The beginning of its SHA-256. */
  readonly version: string
  /** A strong one (RFC 9110, section 8.8.3). */
  readonly etag: string
}

/** Gives bytes their version and ETag. */
export function tag(bytes: Buffer): Representation {
  const digest = hash('sha256', bytes, 'buffer')
  const version = digest.toString('hex').slice(0, versionLength)
  return { bytes, version, etag: `"${digest.toString('base64url').slice(0, 27)}"` }
}

/** Reads once, at first use; what has failed is read again. */
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

/** RFC 9110, section 12.5.3: named, and not with the weight 0. */
function compileCoding(name: string): RegExp {
  return new RegExp(`(?:^|,)\\s*${name}\\s*(?:$|,|;\\s*q=(?!0(?:\\.0*)?\\s*(?:$|,)))`, 'i')
}

/** Whether a client takes a coding. */
export function takesCoding(acceptEncoding: string | string[] | undefined, coding: Coding): boolean {
  return codingPatterns[coding].test(String(acceptEncoding))
}

/** RFC 9110, section 13.1.2: a list of tags, compared weakly, or `*`. */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}
