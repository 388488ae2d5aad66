import type { AppError } from '../core/app-error.ts'

/** Longer than any of ours, and short beside what proxies take as a line. */
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
 * What is wrong, as the reason phrase of a status line: all that Uppy 6 shows of an error. ASCII, in one line, and not too long
 * (RFC 9112, section 4). HTTP/2 has no such phrase.
 */
export function toReasonPhrase(text: string): string {
  const plain = text.replaceAll(/[`…’“”–]/g, (character) => plainCharacters[character] ?? '')
  const line = plain.replaceAll(/[^\x20-\x7e]+/g, ' ').trim()
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 3)}...`
}

/** The whole of an error in one text: its message, or each of its problems. */
export function describeError({ message, details = [] }: AppError): string {
  return details.length === 0 ? message : details.map((detail) => detail.message).join('; ')
}
