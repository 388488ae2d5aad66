import type { TextStorage } from './environment.ts'

/** A multipart upload that was started. */
export interface BegunUpload {
  readonly uploadId: string
  readonly partSize: number
}

/** Remembers the upload of one file in storage that survives a reload. */
export interface UploadMemory {
  load(): BegunUpload | undefined
  save(upload: BegunUpload): void
  forget(): void
}

/** The prefix of its names in the page's storage. The fingerprint follows. */
export const memoryName = 'signpost:upload:'

/** Opens the memory of an upload. @param fingerprint identifies the upload after a reload; undefined if that is impossible */
export function openUploadMemory(storage: TextStorage | undefined, fingerprint: string | undefined): UploadMemory {
  if (storage === undefined || fingerprint === undefined) return { load: () => undefined, save() {}, forget() {} }
  const name = memoryName + fingerprint
  return {
    load() {
      try {
        const { uploadId, partSize } = JSON.parse(storage.getItem(name) ?? '{}') as Partial<BegunUpload>
        return typeof uploadId === 'string' && typeof partSize === 'number' ? { uploadId, partSize } : undefined
      } catch {
        return undefined
      }
    },
    save(upload) {
      try {
        storage.setItem(name, JSON.stringify(upload))
      } catch {
        // The storage is full or switched off. After a reload the upload then starts over.
      }
    },
    forget() {
      try {
        storage.removeItem(name)
      } catch {
        // The storage is switched off, so nothing was stored.
      }
    },
  }
}
