import type { TextStorage } from './environment.ts'

/** An upload in parts that was begun. */
export interface BegunUpload {
  readonly uploadId: string
  readonly partSize: number
}

/** Remembers one file's upload, where it outlives the page. */
export interface UploadMemory {
  load(): BegunUpload | undefined
  save(upload: BegunUpload): void
  forget(): void
}

/** What its names in the page's storage begin with; the fingerprint follows. */
export const memoryName = 'signpost:upload:'

/** @param fingerprint what the upload is recognised by; undefined when it cannot be */
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
        // It is full, or switched off: a reload begins anew then.
      }
    },
    forget() {
      try {
        storage.removeItem(name)
      } catch {
        // What could not be kept need not go.
      }
    },
  }
}
