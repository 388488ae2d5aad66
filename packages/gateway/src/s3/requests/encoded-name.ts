import { S3Error } from '../s3-error.ts'
import type { S3Response } from '../s3-request.ts'
import { textOf, type XmlElement } from '../s3-xml.ts'

/**
 * Reads keys and prefixes out of the entries of a listing that was asked for with `encoding-type=url`. Not every store encodes
 * them; the listing says whether it did.
 * @returns reads one name. It throws S3Error when there is none
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

/** As AWS writes it: a space is `+`, a plus `%2B`; others write `%20`. */
function decodeName(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
