/** The longest name that file systems accept, so that a download keeps it. */
const maxNameBytes = 255

/** The longest extension that is kept when a name is cut. */
const maxExtensionBytes = 16

/** The name of a file without one. */
const nameless = 'file'

/**
 * Characters that are invisible or reverse the text: control characters, halves of surrogate pairs, and formatting characters such as
 * U+202E, which shows `gpj.exe` as `exe.jpg`. The two joiners are allowed, because Persian, Indian scripts and emoji need them.
 */
const invisible = /(?![\u200C\u200D])[\p{Cc}\p{Cs}\p{Cf}\p{Cn}\p{Zl}\p{Zp}]/gu

/** S3 User Guide, "Naming Amazon S3 objects", characters to avoid; and characters that Windows does not accept in a name. */
const awkward = /["#%*:<>?[\\\]^`{|}~]/g

/**
 * Makes the name of a client's file safe for the end of a key: the last segment of a path, in Unicode's composed form (NFC), without
 * characters that are invisible or awkward in keys, URLs and file systems, and not too long. A reader still recognizes it.
 * @param maxBytes the length limit in bytes of UTF-8; 255 at most
 * @returns a name that is never empty and never contains a slash
 */
export function makeSafeFileName(name: string, maxBytes = maxNameBytes): string {
  const segments = name.split(/[/\\]/).filter((segment) => !/^[. ]*$/.test(segment))
  const safe = (segments.at(-1) ?? '')
    .normalize('NFC')
    .replaceAll(invisible, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(awkward, '-')
    .replaceAll(/^[. ]+|[. ]+$/g, '')
  return cutName(/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(safe) ? safe : nameless, Math.min(maxBytes, maxNameBytes))
}

/** Cuts a name between characters, and keeps its extension. */
function cutName(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name
  const dot = name.lastIndexOf('.')
  const extension =
    dot > 0 && Buffer.byteLength(name.slice(dot)) <= Math.min(maxExtensionBytes, maxBytes / 2) ? name.slice(dot) : ''
  const stem = name.slice(0, name.length - extension.length)
  return cutText(stem, maxBytes - Buffer.byteLength(extension)).trimEnd() + extension
}

/** Cuts a text between graphemes, so that no accent and no emoji is split. */
function cutText(text: string, maxBytes: number): string {
  let kept = ''
  let bytes = 0
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > maxBytes) break
    kept += segment
  }
  return kept
}
