import type { AppError } from '../core/app-error.ts'

/** Longer than any error message of Signpost, and far shorter than the lines that proxies accept. */
const maxCharacters = 400

const plainCharacters: Readonly<Record<string, string>> = {
  '…': '...',
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '`': '',
}

/**
 * Writes an error as the reason phrase of a status line, because Uppy 6 shows nothing else of an error. The phrase is one line of
 * ASCII, and not too long (RFC 9112, section 4). HTTP/2 has no reason phrase.
 */
export function toReasonPhrase(text: string): string {
  const plain = text.replaceAll(/[`…’“”–]/g, (character) => plainCharacters[character] ?? '')
  const line = plain.replaceAll(/[^\x20-\x7e]+/g, ' ').trim()
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 3)}...`
}

/** Writes a whole error as one text: its message, or all of its problems. */
export function describeError({ message, details = [] }: AppError): string {
  return details.length === 0 ? message : details.map((detail) => detail.message).join('; ')
}
