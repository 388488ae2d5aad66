import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Signpost } from '../create-signpost.ts'
import { detectEnvironment } from '../environment.ts'
import { isOpen, readChanges } from '../list-events.ts'
import { chooseKey } from '../object-key.ts'
import { type ListedStorage, listUnfinishedUploads } from '../unfinished-uploads.ts'
import type { UploadOptions } from '../upload.ts'
import { createUploadList, type ListedUpload } from '../upload-list.ts'

/** The options of the uploads. Files that are added use the options of the latest render. */
export interface UseUploadOptions extends Omit<UploadOptions, 'key' | 'onProgress' | 'signal'> {
  /** A client that is created once, outside of the component. */
  readonly signpost: Signpost
  /** The prefix of each key: `incoming/`. */
  readonly prefix?: string
  /** Chooses the key of a file. By default it is the prefix, random characters, and the file's name. */
  readonly chooseKey?: (file: File) => string
  /** Called when an object is in the store. */
  readonly onDone?: (upload: ListedUpload) => void
  /** Called when an upload has failed. */
  readonly onError?: (upload: ListedUpload) => void
}

/** The uploads of a component, and the functions that change them. The functions keep their identity between renders. */
export interface UseUpload {
  /** All files, in the order in which they were added. */
  readonly uploads: readonly ListedUpload[]
  /** Whether a file is waiting or being uploaded. */
  readonly isUploading: boolean
  /** The sent bytes of all files that are not cancelled. */
  readonly sentBytes: number
  readonly totalBytes: number
  /** Adds files: those of an `<input type="file">`, or of a drop. */
  add(files: Iterable<File> | ArrayLike<File> | null): void
  /** Cancels an upload, and removes its parts from the store. */
  cancel(id: string): void
  /** Uploads a failed or cancelled file again. */
  retry(id: string): void
  /** Removes a file from the list. An uploaded object stays in the store. */
  remove(id: string): void
  /** Removes all files from the list. */
  clear(): void
  /** Stops running uploads. Sent parts stay in the store. */
  pause(): void
  resume(): void
}

/**
 * Uploads files from a component. When the component is unmounted, running uploads pause, as if the page had been left. Adding the
 * same file later continues its upload.
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
  // StrictMode mounts twice, so the paused list has to resume.
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
