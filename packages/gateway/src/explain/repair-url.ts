import type { CauseCode } from './cause-table.ts'
import { decode, readSentUrl, type SentUrl, signatureNames } from './signed-url.ts'

/** What the URL was before something on its way changed its text. */
export interface RepairedUrl {
  readonly url: SentUrl
  readonly text: string
  readonly code: CauseCode
  /** What was found, for "…": `&amp;` stands where & was. */
  readonly found: string
}

interface Repair {
  readonly code: CauseCode
  readonly found: string
  /** The text as it was; the same one, where this did not happen to it. */
  undo(text: string): string
}

/** A signature is the last parameter of most URLs, and nothing but hexadecimal digits or base64. */
const behindSignature = /([?&]X-Amz-Signature=[\da-f]{64})(?:[^&\da-f].*|%.*)$/is
const blanks = /[\s\u200b\ufeff]+|%0[AD]|%E2%80%8B/gi

/** In the order in which they are tried; each could have happened on its own. */
const repairs: readonly Repair[] = [
  {
    code: 'wrapped_link',
    found: 'The address is that of a link checker, which has the signed URL in a parameter.',
    undo: (text) => findWrapped(text) ?? text,
  },
  {
    code: 'escaped_ampersand',
    found: '`&amp;` stands in it where `&` was: somebody escaped it for HTML or XML.',
    undo: (text) => text.replaceAll(/&amp;|&#38;|&#x26;|%26amp%3B/gi, '&'),
  },
  {
    code: 'escaped_ampersand',
    found: '`\\u0026` stands in it where `&` was: it was copied out of JSON as it is written there.',
    undo: (text) => text.replaceAll(/\\?\\u0026/gi, '&').replaceAll('\\/', '/'),
  },
  {
    code: 'text_around',
    found: 'There is a blank or a line break in the middle of it: a mail or a terminal has broken it.',
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
    found: 'Something of the text around it was taken with it, behind the signature.',
    undo: (text) => text.replace(behindSignature, '$1'),
  },
  {
    code: 'encoded_twice',
    found: 'It was percent-encoded as a whole: its own `?` and `&` are encoded, too.',
    undo: (text) => (text.includes('?') ? text : text.replaceAll(/%3F|%26|%3D/gi, decode).replaceAll('%25', '%')),
  },
  {
    code: 'encoded_twice',
    found: 'It was percent-encoded a second time: each `%` has become `%25`.',
    undo: (text) =>
      /[?&]X-Amz-(?:Credential|SignedHeaders)=[^&]*%25/i.test(text) ? text.replaceAll('%25', '%') : text,
  },
]

/**
 * Undoes what happens to the text of URLs on the way through mails, HTML, JSON and shells.
 * @returns the URL as it was signed, where one of these makes a whole signature of what was none; undefined otherwise
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

/** Whether a signature looks like one. */
export function isPlausible({ signature, rawQuery, query }: SentUrl): boolean {
  if (signature === undefined || /\s/.test(rawQuery)) return false
  if (signature.version === 'v2') {
    return /^[\w+/=\- ]{20,}$/.test(signature.signature) && /^\d+$/.test(signature.expires)
  }
  if (query.some(([name, value]) => signatureNames.has(name.toLowerCase()) && /\s/.test(value))) return false
  return /^[\da-f]{64}$/.test(signature.signature) && /^\d{8}\/[^/]+\/[^/]+\/aws4_request$/.test(signature.scope)
}

/** The URL in a parameter of another one, as Outlook, Slack, Google and Facebook write links. */
function findWrapped(text: string): string | undefined {
  const inner = /[?&](?:url|u|q|target|to|link)=(https?%3A%2F%2F[^&]+)/i.exec(text)?.[1]
  return inner === undefined ? undefined : decode(inner)
}
