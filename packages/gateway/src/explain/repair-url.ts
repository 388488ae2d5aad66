import type { CauseCode } from './cause-table.ts'
import { decode, readSentUrl, type SentUrl, signatureNames } from './signed-url.ts'

/** The URL before something changed its text on the way. */
export interface RepairedUrl {
  readonly url: SentUrl
  readonly text: string
  readonly code: CauseCode
  /** What was found, in whole sentences. */
  readonly found: string
}

interface Repair {
  readonly code: CauseCode
  readonly found: string
  /** Returns the text before this change; the same text, where this change did not happen. */
  undo(text: string): string
}

/** Matches text after a signature. The signature is the last parameter of most URLs, and has only hexadecimal digits. */
const behindSignature = /([?&]X-Amz-Signature=[\da-f]{64})(?:[^&\da-f].*|%.*)$/is
const blanks = /[\s\u200b\ufeff]+|%0[AD]|%E2%80%8B/gi

/** The repairs, in the order in which they are tried, each on its own. */
const repairs: readonly Repair[] = [
  {
    code: 'wrapped_link',
    found: 'The URL is that of a link checker, and has the signed URL in a parameter.',
    undo: (text) => findWrapped(text) ?? text,
  },
  {
    code: 'escaped_ampersand',
    found: 'The URL has `&amp;` in place of `&`: it was escaped for HTML or XML.',
    undo: (text) => text.replaceAll(/&amp;|&#38;|&#x26;|%26amp%3B/gi, '&'),
  },
  {
    code: 'escaped_ampersand',
    found: 'The URL has `\\u0026` in place of `&`: it was copied out of JSON text that was not parsed.',
    undo: (text) => text.replaceAll(/\\?\\u0026/gi, '&').replaceAll('\\/', '/'),
  },
  {
    code: 'text_around',
    found: 'The URL has a space or a line break in the middle: a mail program or a terminal has broken it.',
    undo: (text) => {
      const mark = text.indexOf('?')
      return mark === -1
        ? text
        : text.slice(0, mark) +
            text
              .slice(mark)
              .replaceAll(blanks, '')
              .replaceAll(/\\(?=\w|$)/g, '')
    },
  },
  {
    code: 'text_around',
    found: 'Some of the text after the URL was copied with it, behind the signature.',
    undo: (text) => text.replace(behindSignature, '$1'),
  },
  {
    code: 'encoded_twice',
    found: 'The whole URL was percent-encoded, including its own `?` and `&`.',
    undo: (text) => (text.includes('?') ? text : text.replaceAll(/%3F|%26|%3D/gi, decode).replaceAll('%25', '%')),
  },
  {
    code: 'encoded_twice',
    found: 'The URL was percent-encoded a second time: each `%` has become `%25`.',
    undo: (text) =>
      /[?&]X-Amz-(?:Credential|SignedHeaders)=[^&]*%25/i.test(text) ? text.replaceAll('%25', '%') : text,
  },
]

/**
 * Undoes the damage that the text of URLs suffers on the way through mails, HTML, JSON and shells.
 * @returns the URL as it was signed, if a repair turns an incomplete signature into a complete one; undefined otherwise
 */
export function repairUrl(text: string): RepairedUrl | undefined {
  const before = readSentUrl(text)
  for (const { code, found, undo } of repairs) {
    const repaired = undo(text)
    if (repaired === text) continue
    const url = readSentUrl(repaired)
    if (url?.signature === undefined || !isPlausible(url)) continue
    if (before?.signature !== undefined && isPlausible(before)) continue
    return { url, text: repaired, code, found }
  }
  return undefined
}

/** Whether a signature has the form of a signature. */
export function isPlausible({ signature, rawQuery, query }: SentUrl): boolean {
  if (signature === undefined || /\s/.test(rawQuery)) return false
  if (signature.version === 'v2') {
    return /^[\w+/=\- ]{20,}$/.test(signature.signature) && /^\d+$/.test(signature.expires)
  }
  if (query.some(([name, value]) => signatureNames.has(name.toLowerCase()) && /\s/.test(value))) return false
  return /^[\da-f]{64}$/.test(signature.signature) && /^\d{8}\/[^/]+\/[^/]+\/aws4_request$/.test(signature.scope)
}

/** Finds a URL in a parameter of another URL: Outlook, Slack, Google and Facebook write links in this way. */
function findWrapped(text: string): string | undefined {
  const inner = /[?&](?:url|u|q|target|to|link)=(https?%3A%2F%2F[^&]+)/i.exec(text)?.[1]
  return inner === undefined ? undefined : decode(inner)
}
