/** Whether a browser saves a download or shows it. */
export type Disposition = 'attachment' | 'inline'

/**
 * Formats a Content-Disposition in ASCII, with a file name in any script (RFC 6266, appendix D). The header contains a name that
 * is not plain ASCII twice: unchanged in `filename*` (RFC 8187), and in `filename` as close to it as old clients can read.
 */
export function formatContentDisposition(disposition: Disposition, fileName?: string): string {
  if (fileName === undefined) return disposition
  const name = cleanFileName(fileName)
  const plain = toPlainName(name)
  const extended = plain === name ? '' : `; filename*=UTF-8''${encodeExtended(name)}`
  return `${disposition}; filename="${plain}"${extended}`
}

/**
 * Replaces what cannot be part of a file name with `_`: control characters, line separators, the slashes that would name a folder,
 * and the marks that reverse the direction of text, which make `gpj.exe` look like `exe.jpg`.
 */
function cleanFileName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}/\\\u202a-\u202e\u2066-\u2069]/gu, '_')
}

/** Removes the marks of letters (`é` becomes `e`) and replaces `"`, `\` and `%`: clients disagree about how `"` is escaped, and whether `%` is. */
function toPlainName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]|["\\%]/gu, '_')
}

/** Encodes everything except `attr-char` of RFC 8187, section 3.2. */
function encodeExtended(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
