import type { TextStorage } from './environment.ts'
import { memoryName } from './upload-memory.ts'

/** A page's storage whose names can be listed (HTML, section 12.2.1). */
export interface ListedStorage extends TextStorage {
  readonly length: number
  key(index: number): string | null
}

/** A multipart upload that an earlier visit of the page started, and that the same file can continue. */
export interface UnfinishedUpload {
  /** The upload's name in the page's storage. */
  readonly id: string
  /** The gateway’s URL. */
  readonly url: string
  readonly bucket: string
  readonly key: string
  /** The file's name. */
  readonly name: string
  /** The file's size in bytes. */
  readonly size: number
  /** The file's date in epoch milliseconds. */
  readonly lastModified: number
  readonly contentType: string
  readonly uploadId: string
}

/** Reads the unfinished uploads from the page's storage, and ignores all other entries. */
export function listUnfinishedUploads(storage: ListedStorage | undefined): UnfinishedUpload[] {
  if (storage === undefined) return []
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  return names.filter((name) => name.startsWith(memoryName)).flatMap((name) => readUpload(storage, name))
}

function readUpload(storage: TextStorage, name: string): UnfinishedUpload[] {
  try {
    const [url, bucket, key, fileName, lastModified, size, contentType] = JSON.parse(name.slice(memoryName.length))
    const { uploadId } = JSON.parse(storage.getItem(name) ?? '{}')
    return typeof uploadId === 'string' && typeof size === 'number'
      ? [{ id: name, url, bucket, key, name: fileName, size, lastModified, contentType, uploadId }]
      : []
  } catch {
    return []
  }
}
