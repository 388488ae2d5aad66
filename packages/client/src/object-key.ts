import type { UnfinishedUpload } from './unfinished-uploads.ts'

/** The bucket and prefix of a page's objects. */
export interface KeyPlace {
  readonly bucket: string
  /** The prefix of each key: `incoming/`. */
  readonly prefix: string
}

/** The most characters of a file's name that go into a key. A key has at most 1,024 bytes, and a character takes up to four. */
const mostCharacters = 100

/**
 * Chooses the key of a new upload: the prefix, random characters, and the file's name. Nobody can guess it, and no upload replaces
 * another. A file whose upload started in an earlier visit of the page gets the same key again, so that its upload continues.
 * @param unfinished the unfinished uploads at the same gateway
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

/** Removes characters that are special in paths, URLs or shells from a file's name. Letters and digits of all scripts stay. */
export function makeSafeName(name: string): string {
  const safe = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
  // The end of the name, because it has the extension.
  const kept = [...safe].slice(-mostCharacters).join('')
  return /^[.-]*$/.test(kept) ? 'file' : kept
}

/** Makes 96 random bits, in hexadecimal. `crypto.randomUUID` is missing in pages that are not served over HTTPS. */
function makeRandomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
