/** As long as file systems take one, so that a download keeps it. */
const maxNameBytes = 255

/** The longest ending that is kept when a name is cut. */
const maxExtensionBytes = 16

/** Stands for what has no name. */
const nameless = 'file'

/**
 * What nobody sees or what turns the text around: controls, halves of surrogate pairs, and formatting characters such as U+202E,
 * which shows `gpj.exe` as `exe.jpg`. The two joiners are letters' own in Persian, in Indian scripts and in emoji.
 */
const invisible = /(?![\u200C\u200D])[\p{Cc}\p{Cs}\p{Cf}\p{Cn}\p{Zl}\p{Zp}]/gu

/** S3 User Guide, "Naming Amazon S3 objects", characters to avoid; and what Windows takes in no name. */
const awkward = /["#%*:<>?[\\\]^`{|}~]/g

/**
 * Makes the name of a client's file fit to be the end of a key: the last segment of a path, in Unicode's composed form (NFC), without
 * what is invisible or awkward in keys, URLs and file systems, and not too long. A reader still knows it again.
 * @param maxBytes of UTF-8; 255 at most
 * @returns never empty, and never with a slash
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

/** Cuts between characters, and keeps the ending that says what kind of file it is. */
function cutName(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name
  const dot = name.lastIndexOf('.')
  const extension =
    dot > 0 && Buffer.byteLength(name.slice(dot)) <= Math.min(maxExtensionBytes, maxBytes / 2) ? name.slice(dot) : ''
  const stem = name.slice(0, name.length - extension.length)
  return cutText(stem, maxBytes - Buffer.byteLength(extension)).trimEnd() + extension
}

/** Cuts between what a reader takes for characters, so that no accent and no half of an emoji is left. */
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
