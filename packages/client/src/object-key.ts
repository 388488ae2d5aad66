import type { UnfinishedUpload } from './unfinished-uploads.ts'

/** Where the objects of a page go. */
export interface KeyPlace {
  readonly bucket: string
  /** What each key begins with: `incoming/`. */
  readonly prefix: string
}

/** The most characters of a file's name that are kept; a key has 1,024 bytes, and a character up to four. */
const mostCharacters = 100

/**
 * The key of a new upload: the prefix, something random, the file's name. Nobody can guess it, and no upload replaces another
 * one. A file whose upload was begun in an earlier visit of the page gets its key again, so that the upload goes on.
 * @param unfinished what was begun, at the same gateway
 */
export function chooseKey(
  file: Pick<File, 'name'> & Partial<Pick<File, 'size' | 'type' | 'lastModified'>>,
  { bucket, prefix }: KeyPlace,
  unfinished: readonly UnfinishedUpload[],
): string {
  const begun = unfinished.find(
    (upload) =>
      upload.bucket === bucket &&
      upload.key.startsWith(prefix) &&
      upload.name === file.name &&
      upload.size === file.size &&
      upload.lastModified === file.lastModified &&
      upload.contentType === file.type,
  )
  return begun?.key ?? `${prefix}${makeRandomText()}-${makeSafeName(file.name)}`
}

/** A file's name without what is an operator of paths, URLs or shells somewhere: letters and digits of all scripts stay. */
export function makeSafeName(name: string): string {
  const safe = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
  // From its end, where the extension is.
  const kept = [...safe].slice(-mostCharacters).join('')
  return /^[.-]*$/.test(kept) ? 'file' : kept
}

/** 96 bits, in hexadecimal digits. `crypto.randomUUID` is missing where a page is not served by HTTPS. */
function makeRandomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
