import { S3Error } from '../s3-error.ts'
import type { S3Response } from '../s3-request.ts'
import { textOf, type XmlElement } from '../s3-xml.ts'

/**
 * Creates a reader for the keys and prefixes of a listing that was requested with `encoding-type=url`. Not every store encodes them; the
 * listing says whether it did.
 * @returns a function that reads one name, and throws S3Error when there is none
 */
export function createNameReader(response: S3Response, listing: XmlElement) {
  const isEncoded = textOf(listing, 'EncodingType') === 'url'
  return (entry: XmlElement, name: string): string => {
    const text = textOf(entry, name)
    const decoded = isEncoded && text !== undefined ? decodeName(text) : text
    if (decoded === undefined) throw new S3Error(response, `has an entry whose ${name} cannot be read`)
    return decoded
  }
}

/** Decodes a name as AWS encodes it: a space is `+`, and a plus is `%2B`. Other stores write a space as `%20`. */
function decodeName(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
