import type { UploadData } from './file-source.ts'
import type { Upload, UploadOptions } from './upload.ts'
import type { UploadResult } from './upload-job.ts'

/** What becomes of a file: `failed` and `cancelled` may be tried again. */
export type ListedState = 'waiting' | 'uploading' | 'done' | 'failed' | 'cancelled'

/** One file of a list of uploads. It never changes: each change makes a new one with the same `id`. */
export interface ListedUpload {
  readonly id: string
  readonly file: File
  readonly bucket: string
  readonly key: string
  readonly state: ListedState
  /** Bytes that have left. */
  readonly sentBytes: number
  /** Set when it is done. */
  readonly result?: UploadResult | undefined
  /** Set when it has failed: a `SignpostError`, or what the page’s own `getToken` has thrown. */
  readonly error?: Error | undefined
}

/** Uploads of several files, a few at a time. */
export interface UploadList {
  /** All of them, in the order in which they were added. Another array after each change. */
  readonly uploads: readonly ListedUpload[]
  /** Uploads a file as soon as its turn has come. */
  add(file: File, options: UploadOptions): ListedUpload
  /** Ends an upload that waits or is under way, and removes its parts from the store. */
  cancel(id: string): void
  /** Uploads again what has failed or was cancelled. */
  retry(id: string): void
  /** Puts in what an earlier visit of the page has uploaded. */
  addDone(file: File, result: UploadResult): void
  /** Takes a file out of the list. An upload that is under way is cancelled; an object that was uploaded stays. */
  remove(id: string): void
  /** Ends what is under way, and begins nothing. What was sent stays, as it does when a page is left. */
  pause(): void
  /** Goes on. */
  resume(): void
  /** Calls back after each change. @returns what takes that back */
  subscribe(listener: () => void): () => void
}

/** What uploads a file: `signpost.upload`. */
export type StartUpload = (data: UploadData, options: UploadOptions) => Upload

/** So many files are under way at a time, whatever their size. */
const fewFiles = 3

/** More are begun while they are small together, so that one request signs them all. */
const [manyFiles, smallBytes] = [20, 4 * 1024 ** 2]

interface Entry {
  listed: ListedUpload
  readonly options: UploadOptions
  upload?: Upload | undefined
}

/** Makes an empty list. */
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
      // Also when a listener throws.
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
      // Files that are added together start together, and share a batch.
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
