import type { UploadData } from './file-source.ts'
import type { Upload, UploadOptions } from './upload.ts'
import type { UploadResult } from './upload-job.ts'

/** The state of a file. `failed` and `cancelled` files can be retried. */
export type ListedState = 'waiting' | 'uploading' | 'done' | 'failed' | 'cancelled'

/** A file in a list of uploads. It is immutable: each change makes a new object with the same `id`. */
export interface ListedUpload {
  readonly id: string
  readonly file: File
  readonly bucket: string
  readonly key: string
  readonly state: ListedState
  /** The bytes that were sent. */
  readonly sentBytes: number
  /** Set if the upload is done. */
  readonly result?: UploadResult | undefined
  /** Set if the upload failed: a `SignpostError`, or an error of the page’s own `getToken`. */
  readonly error?: Error | undefined
}

/** Uploads of several files, a few at a time. */
export interface UploadList {
  /** All files, in the order in which they were added. Each change makes a new array. */
  readonly uploads: readonly ListedUpload[]
  /** Adds a file, and uploads it when it is its turn. */
  add(file: File, options: UploadOptions): ListedUpload
  /** Cancels a waiting or running upload, and removes its parts from the store. */
  cancel(id: string): void
  /** Uploads a failed or cancelled file again. */
  retry(id: string): void
  /** Adds a file that an earlier visit of the page uploaded. */
  addDone(file: File, result: UploadResult): void
  /** Removes a file from the list. A running upload is cancelled. An uploaded object stays in the store. */
  remove(id: string): void
  /** Stops running uploads and starts no others. Sent parts stay in the store, as when the page is left. */
  pause(): void
  /** Continues after a pause. */
  resume(): void
  /** Calls the listener after each change. @returns a function that unsubscribes it */
  subscribe(listener: () => void): () => void
}

/** The function that uploads a file: `signpost.upload`. */
export type StartUpload = (data: UploadData, options: UploadOptions) => Upload

/** This many files are uploaded at a time, whatever their size. */
const fewFiles = 3

/** More files start if their total size is small, so that one request signs all of them. */
const [manyFiles, smallBytes] = [20, 4 * 1024 ** 2]

interface Entry {
  listed: ListedUpload
  readonly options: UploadOptions
  upload?: Upload | undefined
}

/** Creates an empty list. */
export function createUploadList(startUpload: StartUpload): UploadList {
  const entries = new Map<string, Entry>()
  const listeners = new Set<() => void>()
  let uploads: readonly ListedUpload[] = []
  let lastId = 0
  let isPaused = false

  function publish(): void {
    uploads = [...entries.values()].map(({ listed }) => listed)
    for (const listener of [...listeners]) listener()
  }

  function change(entry: Entry, changes: Partial<ListedUpload>): void {
    entry.listed = { ...entry.listed, ...changes }
    if (entries.get(entry.listed.id) === entry) publish()
  }

  function startWaiting(): void {
    if (isPaused) return
    const underWay = [...entries.values()].filter(({ upload }) => upload !== undefined)
    let bytes = underWay.reduce((sum, { listed }) => sum + listed.file.size, 0)
    let count = underWay.length
    const starting: Entry[] = []
    for (const entry of entries.values()) {
      if (entry.listed.state !== 'waiting') continue
      bytes += entry.listed.file.size
      if (count >= fewFiles && (count >= manyFiles || bytes > smallBytes)) break
      count++
      starting.push(entry)
    }
    for (const entry of starting) start(entry)
  }

  function start(entry: Entry): void {
    const { onProgress } = entry.options
    let upload: Upload | undefined
    const end = (changes: Partial<ListedUpload>) => {
      if (entry.upload !== upload) return
      entry.upload = undefined
      // Queued first, so that it runs even if a listener throws.
      queueMicrotask(startWaiting)
      change(entry, changes)
    }
    const fail = (thrown: unknown) =>
      end({ state: 'failed', error: thrown instanceof Error ? thrown : new Error(String(thrown)) })
    try {
      upload = startUpload(entry.listed.file, {
        ...entry.options,
        onProgress(progress) {
          if (entry.upload !== upload) return
          change(entry, { sentBytes: progress.sentBytes })
          onProgress?.(progress)
        },
      })
    } catch (thrown) {
      fail(thrown)
      return
    }
    entry.upload = upload
    upload.then((result) => end({ state: 'done', sentBytes: entry.listed.file.size, result }), fail)
    change(entry, { state: 'uploading', sentBytes: 0 })
  }

  function stop(entry: Entry): void {
    const { upload } = entry
    entry.upload = undefined
    upload?.abort()
  }

  function isOpen({ listed }: Entry): boolean {
    return listed.state === 'waiting' || listed.state === 'uploading'
  }

  return {
    get uploads() {
      return uploads
    },
    add(file, options) {
      const { bucket, key } = options
      const listed: ListedUpload = { id: String(++lastId), file, bucket, key, state: 'waiting', sentBytes: 0 }
      entries.set(listed.id, { listed, options })
      publish()
      // Files that are added together start together and share a batch.
      queueMicrotask(startWaiting)
      return listed
    },
    addDone(file, result) {
      const { bucket, key, size: sentBytes } = result
      const listed: ListedUpload = { id: String(++lastId), file, bucket, key, state: 'done', sentBytes, result }
      entries.set(listed.id, { listed, options: { bucket, key } })
      publish()
    },
    cancel(id) {
      const entry = entries.get(id)
      if (entry === undefined || !isOpen(entry)) return
      stop(entry)
      change(entry, { state: 'cancelled', sentBytes: 0 })
      startWaiting()
    },
    retry(id) {
      const entry = entries.get(id)
      if (entry === undefined || isOpen(entry) || entry.listed.state === 'done') return
      change(entry, { state: 'waiting', sentBytes: 0, error: undefined })
      startWaiting()
    },
    remove(id) {
      const entry = entries.get(id)
      if (entry === undefined) return
      entries.delete(id)
      stop(entry)
      publish()
      startWaiting()
    },
    pause() {
      isPaused = true
      for (const { upload } of entries.values()) upload?.pause()
    },
    resume() {
      isPaused = false
      for (const { upload } of entries.values()) upload?.resume()
      startWaiting()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
