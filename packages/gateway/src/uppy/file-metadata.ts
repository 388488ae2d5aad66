import { AppError } from '../core/app-error.ts'

/** What Uppy sends about a file besides its name and type. */
export interface FileMetadata {
  /** The object's metadata, encoded for S3. */
  readonly metadata: Readonly<Record<string, string>>
  /** Size in bytes, if the page sends it; not checked yet. */
  readonly size: unknown
}

/**
 * The name under which a page sends the size of a file, because Companion's requests have no parameter for it. It is not stored with the
 * object.
 * @example uppy.on('file-added', ({ id, size }) => uppy.setFileMeta(id, { content_length: size }))
 */
export const sizeName = 'content_length'

/**
 * Reads the metadata of a file. By default Uppy sends all of its `meta`.
 * @param values the values by name: texts from a query, any values from JSON
 * @throws AppError `invalid_request` if a value is not a text, a number or a boolean
 */
export function readFileMetadata(values: Readonly<Record<string, unknown>>): FileMetadata {
  // Without a prototype, because a name may be any text.
  const metadata: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(values)) {
    if (name === sizeName || isAbsent(value)) continue
    if (typeof value === 'object') throw createValueError(name)
    metadata[name] = encodeValue(String(value))
  }
  const size = values[sizeName]
  return { metadata, size: isAbsent(size) ? undefined : readSize(size) }
}

/** Whether a value stands for none. Uppy 6 writes `null` into a query as text, and JavaScript writes `undefined`. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === 'null' || value === 'undefined'
}

/** Converts a size to a number, because a query has it as text. */
function readSize(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
}

/**
 * Encodes text that a header cannot contain, like Companion does and AWS understands (RFC 2047, section 4.1). Companion does not
 * encode control characters; this does.
 */
function encodeValue(text: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)) return text
  return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
}

function createValueError(name: string): AppError {
  const parameter = /^[\w.-]{1,64}$/.test(name) ? `metadata[${name}]` : 'metadata'
  const message = `\`${parameter}\` must be a single text: exclude it with Uppy’s \`allowedMetaFields\`, or set it to a text`
  return new AppError('invalid_request', { details: [{ parameter, message }] })
}
