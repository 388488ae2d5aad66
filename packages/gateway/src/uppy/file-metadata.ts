import { AppError } from '../core/app-error.ts'

/** What Uppy says of a file beside its name and type. */
export interface FileMetadata {
  /** What the object keeps, as S3 takes it. */
  readonly metadata: Readonly<Record<string, string>>
  /** Size in bytes, where the page tells it; not yet checked. */
  readonly size: unknown
}

/**
 * By this name a page tells the size of a file, which Companion's requests have no place for. It is not kept with the object.
 * @example uppy.on('file-added', ({ id, size }) => uppy.setFileMeta(id, { content_length: size }))
 */
export const sizeName = 'content_length'

/**
 * Reads the metadata of a file, with which Uppy sends all its `meta` by default.
 * @param values by name: text from a query, anything from JSON
 * @throws AppError `invalid_request` when a value is no text, number or boolean
 */
export function readFileMetadata(values: Readonly<Record<string, unknown>>): FileMetadata {
  // Without a prototype: a name may be any text.
  const metadata: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(values)) {
    if (name === sizeName || isAbsent(value)) continue
    if (typeof value === 'object') throw createValueError(name)
    metadata[name] = encodeValue(String(value))
  }
  const size = values[sizeName]
  return { metadata, size: isAbsent(size) ? undefined : readSize(size) }
}

/** Uppy 6 writes `null` into a query as text, and JavaScript `undefined`. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === 'null' || value === 'undefined'
}

/** A number in a query is text. */
function readSize(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
}

/**
 * Text that a header does not carry as it is, encoded as Companion does it and AWS understands it (RFC 2047, section 4.1).
 * Companion leaves control characters as they are.
 */
function encodeValue(text: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)) return text
  return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
}

function createValueError(name: string): AppError {
  const parameter = /^[\w.-]{1,64}$/.test(name) ? `metadata[${name}]` : 'metadata'
  const message = `\`${parameter}\` must be one text: leave it out with Uppy’s \`allowedMetaFields\`, or set it to a text`
  return new AppError('invalid_request', { details: [{ parameter, message }] })
}
