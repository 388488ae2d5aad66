import type { IncomingMessage } from 'node:http'

/** A request as S3 reads it. It is decoded once, by one rule, so that all readers see the same request. */
export interface S3Request {
  readonly method: string
  /** The path as it was sent. */
  readonly rawPath: string
  /** The path, decoded. */
  readonly path: string
  /** The path's first segment; empty when there is none. */
  readonly bucket: string
  /** The rest of the path; empty when the request is about the bucket. */
  readonly key: string
  /** Decoded. Each name occurs once. */
  readonly query: ReadonlyMap<string, string>
  /** By lowercase name; several values of one name are joined by commas. */
  readonly headers: ReadonlyMap<string, string>
}

/** A refusal in S3's words (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
export class S3Refusal extends Error {
  readonly status: number
  /** S3's error code, such as `AccessDenied`. */
  readonly code: string
  /** Further elements of the error document. */
  readonly details: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'S3Refusal'
    this.status = status
    this.code = code
    this.details = details
  }

  /** The error document. */
  toXml(): string {
    const elements = Object.entries({ Code: this.code, Message: this.message, ...this.details })
    const content = elements.map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`).join('')
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${content}</Error>`
  }
}

function escapeXml(text: string): string {
  // XML 1.0 cannot express most control characters.
  const printable = text.replace(/[^\P{Cc}\n]/gu, '\uFFFD')
  return printable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/**
 * Reads a request.
 * @throws S3Refusal `InvalidURI` for a target that is not a path or is badly encoded, `InvalidArgument` for a parameter that occurs twice
 */
export function readS3Request({
  method = '',
  url = '',
  headersDistinct,
}: Pick<IncomingMessage, 'method' | 'url' | 'headersDistinct'>): S3Request {
  // A target never contains a fragment, a space or a byte outside ASCII (RFC 9112, section 3.2).
  if (!/^\/[\x21\x22\x24-\x7e]*$/.test(url)) throw refuseTarget()
  const [rawPath = '', ...rest] = url.split('?')
  const path = decode(rawPath)
  const [, bucket = '', ...key] = path.split('/')
  const query = readQuery(rest.join('?'))
  const headers = Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(',')] as const)
  return { method, rawPath, path, bucket, key: key.join('/'), query, headers: new Map(headers) }
}

function readQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>()
  for (const pair of text.split('&').filter((one) => one !== '')) {
    // S3 reads `+` as a space here. So it refuses URLs whose `%2B` was decoded on the way.
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=')
    const decoded = decode(name)
    if (query.has(decoded)) {
      throw new S3Refusal(400, 'InvalidArgument', 'A query parameter must not occur twice.', { ArgumentName: decoded })
    }
    query.set(decoded, decode(value.join('=')))
  }
  return query
}

/** Decodes strictly, because a broken escape, or bytes that are not UTF-8, would otherwise become another key. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refuseTarget()
  }
}

function refuseTarget(): S3Refusal {
  return new S3Refusal(400, 'InvalidURI', "Couldn't parse the specified URI.")
}
