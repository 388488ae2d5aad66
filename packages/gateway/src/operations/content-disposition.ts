/** How a browser treats a download: it saves it, or shows it. */
export type Disposition = 'attachment' | 'inline'

/**
 * A Content-Disposition in ASCII, with a file name of any Unicode (RFC 6266, appendix D). A name beyond plain ASCII stands in it
 * twice: in `filename*` as it is (RFC 8187), and in `filename` as near to it as old clients can read.
 */
export function formatContentDisposition(disposition: Disposition, fileName?: string): string {
  if (fileName === undefined) return disposition
  const name = cleanFileName(fileName)
  const plain = toPlainName(name)
  const extended = plain === name ? '' : `; filename*=UTF-8''${encodeExtended(name)}`
  return `${disposition}; filename="${plain}"${extended}`
}

/**
 * What can be no part of a file's name, as `_`: control characters, line separators, the slashes that would name a folder, and the
 * marks that turn the direction of text around, which make `gpj.exe` of `exe.jpg`.
 */
function cleanFileName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}/\\\u202a-\u202e\u2066-\u2069]/gu, '_')
}

/** Letters lose their marks (`é` is `e`). Clients disagree about how `"` is escaped and whether `%` is. */
function toPlainName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]|["\\%]/gu, '_')
}

/** RFC 8187, section 3.2: `attr-char` stays as it is. */
function encodeExtended(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
