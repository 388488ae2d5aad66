import type { ListedState, ListedUpload } from './upload-list.ts'

/** An event of one file. The name of the element's event is `signpost-` followed by the type. */
export interface UploadEvent {
  readonly type: 'start' | 'progress' | 'done' | 'error' | 'cancel'
  readonly upload: ListedUpload
}

const types: Readonly<Partial<Record<ListedState, UploadEvent['type']>>> = {
  uploading: 'start',
  done: 'done',
  failed: 'error',
  cancelled: 'cancel',
}

/** Compares a list with its former state. A file that was added as done is not an event, because an earlier visit uploaded it. */
export function readChanges(before: readonly ListedUpload[], after: readonly ListedUpload[]): UploadEvent[] {
  const old = new Map(before.map((upload) => [upload.id, upload]))
  const removed = before.filter(({ id, state }) => isOpen(state) && !after.some((upload) => upload.id === id))
  const changed = after.flatMap((upload): UploadEvent[] => {
    const known = old.get(upload.id)
    if (known === undefined || known === upload) return []
    const type = known.state === upload.state ? undefined : types[upload.state]
    if (type !== undefined) return [{ type, upload }]
    return upload.state === 'uploading' ? [{ type: 'progress', upload }] : []
  })
  return [...removed.map((upload) => ({ type: 'cancel', upload }) as const), ...changed]
}

/** Whether the file may still send bytes. */
export function isOpen(state: ListedState): boolean {
  return state === 'waiting' || state === 'uploading'
}
