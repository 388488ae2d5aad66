import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Signpost } from '../create-signpost.ts'
import { detectEnvironment } from '../environment.ts'
import { isOpen, readChanges } from '../list-events.ts'
import { chooseKey } from '../object-key.ts'
import { type ListedStorage, listUnfinishedUploads } from '../unfinished-uploads.ts'
import type { UploadOptions } from '../upload.ts'
import { createUploadList, type ListedUpload } from '../upload-list.ts'

/** Where files go. What is given at the last render counts for the files that are added next. */
export interface UseUploadOptions extends Omit<UploadOptions, 'key' | 'onProgress' | 'signal'> {
  /** Made outside of the component, once. */
  readonly signpost: Signpost
  /** What each key begins with: `incoming/`. */
  readonly prefix?: string
  /** Chooses the key of a file; otherwise it is the prefix, something random, and the file's name. */
  readonly chooseKey?: (file: File) => string
  /** Told when an object is at the store. */
  readonly onDone?: (upload: ListedUpload) => void
  /** Told when an upload has failed. */
  readonly onError?: (upload: ListedUpload) => void
}

/** The uploads of a component, and what can be done with them. The functions stay the same ones. */
export interface UseUpload {
  /** All files, in the order in which they were added. */
  readonly uploads: readonly ListedUpload[]
  /** Whether something waits or is under way. */
  readonly isUploading: boolean
  /** Of all files that are not cancelled. */
  readonly sentBytes: number
  readonly totalBytes: number
  /** Adds files: those of an `<input type="file">`, or of a drop. */
  add(files: Iterable<File> | ArrayLike<File> | null): void
  /** Ends an upload, and removes its parts from the store. */
  cancel(id: string): void
  /** Uploads again what has failed or was cancelled. */
  retry(id: string): void
  /** Takes a file out of the list; an object that was uploaded stays. */
  remove(id: string): void
  /** Takes all out of the list. */
  clear(): void
  /** Ends what is under way; what was sent stays. */
  pause(): void
  resume(): void
}

/**
 * Uploads files from a component. When it is unmounted, what is under way pauses, as if the page had been left: the same file
 * goes on later.
 * @example
 * const { uploads, add, retry } = useUpload({ signpost, bucket: 'my-bucket', prefix: 'incoming/' })
 * return <input type="file" multiple onChange={(event) => add(event.target.files)} />
 */
export function useUpload(options: UseUploadOptions): UseUpload {
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const [list] = useState(() => createUploadList((data, asked) => latest.current.signpost.upload(data, asked)))
  const uploads = useSyncExternalStore(
    list.subscribe,
    () => list.uploads,
    () => list.uploads,
  )
  // StrictMode mounts twice: what pauses goes on again.
  useEffect(() => {
    list.resume()
    return list.pause
  }, [list])
  useEffect(() => {
    let before = list.uploads
    return list.subscribe(() => {
      const events = readChanges(before, list.uploads)
      before = list.uploads
      for (const { type, upload } of events) {
        if (type === 'done') latest.current.onDone?.(upload)
        if (type === 'error') latest.current.onError?.(upload)
      }
    })
  }, [list])

  const actions = useMemo(() => {
    function addFile(file: File): void {
      const { signpost: _, prefix = '', chooseKey: choose, onDone: __, onError: ___, ...others } = latest.current
      const { bucket } = others
      const isListed = (key: string) => list.uploads.some((upload) => upload.key === key)
      const unfinished = listUnfinishedUploads(detectEnvironment().storage as ListedStorage | undefined)
      const free = unfinished.filter(({ key }) => !isListed(key))
      list.add(file, { ...others, key: choose?.(file) ?? chooseKey(file, { bucket, prefix }, free) })
    }
    const { cancel, retry, remove, pause, resume } = list
    return {
      ...{ cancel, retry, remove, pause, resume },
      add: (files: Iterable<File> | ArrayLike<File> | null) => {
        for (const file of Array.from(files ?? [])) addFile(file)
      },
      clear: () => {
        for (const { id } of list.uploads) remove(id)
      },
    }
  }, [list])

  const counted = uploads.filter(({ state }) => state !== 'cancelled')
  return {
    uploads,
    isUploading: uploads.some(({ state }) => isOpen(state)),
    sentBytes: counted.reduce((sum, { sentBytes }) => sum + sentBytes, 0),
    totalBytes: counted.reduce((sum, { file }) => sum + file.size, 0),
    ...actions,
  }
}

export type { ListedState, ListedUpload } from '../upload-list.ts'
