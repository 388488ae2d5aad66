import { readChanges, type UploadEvent } from '../list-events.ts'
import { chooseKey } from '../object-key.ts'
import type { UploadOptions } from '../upload.ts'
import { createUploadList, type ListedUpload, type UploadList } from '../upload-list.ts'
import { chooseSmaller, findFileProblem, splitAccept } from './check-file.ts'
import { type Chosen, createDropZone } from './drop-zone.ts'
import { createFileRow, describeError, type FileRow, type Wording } from './file-row.ts'
import type { PageGateway } from './gateway-of-page.ts'
import { makeElement } from './make-element.ts'
import { createNotices } from './notices.ts'
import { fillText, formatSizes } from './texts.ts'

/** The current settings of the element. */
export interface PanelSettings {
  readonly bucket: string
  readonly prefix: string
  readonly accept: string
  readonly maxBytes: number | undefined
  readonly isMultiple: boolean
  readonly isDisabled: boolean
  readonly wording: Wording
  /** Returns further options for a file: metadata, a different key. */
  readonly uploadOptions: ((file: File) => Partial<UploadOptions>) | undefined
}

/** What the panel needs from its element. */
export interface PanelHost {
  settings(): PanelSettings
  /** @throws SignpostError if a setting is missing */
  openGateway(): PageGateway
  /** Called after each change of the list, with its events. */
  onChange(events: readonly UploadEvent[]): void
  onReject(rejected: { readonly name: string; readonly file: File | undefined; readonly message: string }): void
}

/** The content of the element: drop zone, notices, list. */
export interface UploadPanel {
  readonly elements: readonly HTMLElement[]
  readonly list: UploadList
  /** The element that messages of the form point at, and the first to get the focus. */
  readonly button: HTMLButtonElement
  add(chosen: Chosen): void
  /** Updates everything after a change of anything other than the list. */
  show(): void
  /** Cancels and forgets everything. */
  clear(): void
}

/** Creates the content of an element. */
export function createUploadPanel(host: PanelHost): UploadPanel {
  const list = createUploadList((data, options) => host.openGateway().signpost.upload(data, options))
  const rows = new Map<string, FileRow>()
  const zone = createDropZone(add)
  const notices = createNotices((upload) => void tryToOpen()?.discard(upload).then(showOffers))
  const items = makeElement('ul', { part: 'list' })
  let shown: readonly ListedUpload[] = []
  list.subscribe(showList)

  /** Returns undefined if a setting is missing. The error is shown when a file is added. */
  function tryToOpen(): PageGateway | undefined {
    try {
      return host.openGateway()
    } catch {
      return undefined
    }
  }

  function readLimits() {
    const { accept, maxBytes } = host.settings()
    const limits = tryToOpen()?.limits
    const { contentTypes } = limits ?? {}
    return { accept, contentTypes, maxBytes: chooseSmaller(maxBytes, limits?.maxBytes) }
  }

  function add({ files, folders }: Chosen): void {
    const { wording, isMultiple, isDisabled } = host.settings()
    const { texts } = wording
    if (isDisabled) return
    notices.clearRejections()
    for (const name of folders) reject({ name, file: undefined, message: fillText(texts.folder, { name }) })
    try {
      host.openGateway()
      if (!isMultiple && files.length > 1) throw new Error(texts.onlyOne)
    } catch (thrown) {
      reject({ name: '', file: undefined, message: describeError(thrown, texts) })
      return
    }
    for (const file of files) addFile(file)
  }

  function addFile(file: File): void {
    const { isMultiple, bucket, prefix, uploadOptions } = host.settings()
    const known = list.uploads.find((upload) => isSameFile(upload.file, file))
    const message = findObjection(file, known)
    if (message !== undefined) {
      reject({ name: file.name, file, message })
      return
    }
    for (const { id } of isMultiple ? [] : list.uploads) if (id !== known?.id) list.remove(id)
    if (known === undefined) {
      const unfinished = host.openGateway().listUnfinished()
      list.add(file, { bucket, key: chooseKey(file, { bucket, prefix }, unfinished), ...uploadOptions?.(file) })
    } else list.retry(known.id)
  }

  /** @returns why a file is rejected, in words */
  function findObjection(file: File, known: ListedUpload | undefined): string | undefined {
    const { texts, language } = host.settings().wording
    const { name, size } = file
    const limits = readLimits()
    const problem = findFileProblem(file, limits)
    if (problem !== undefined) {
      const [told, limit] = formatSizes([size, limits.maxBytes ?? 0], language)
      const types = [...splitAccept(limits.accept), ...(limits.contentTypes ?? [])].join(', ')
      return fillText(texts[problem], { name, types, limit, size: told })
    }
    const canRetry = known?.state === 'failed' || known?.state === 'cancelled'
    return known === undefined || canRetry ? undefined : fillText(texts.duplicate, { name })
  }

  function reject(rejected: Parameters<PanelHost['onReject']>[0]): void {
    notices.reject(rejected.message, host.settings().wording)
    host.onReject(rejected)
  }

  function showList(): void {
    const { wording } = host.settings()
    const before = shown
    shown = list.uploads
    const events = readChanges(before, shown)
    for (const { id } of before) {
      if (shown.some((upload) => upload.id === id)) continue
      removeRow(id)
    }
    for (const upload of shown) {
      if (before.includes(upload)) continue
      showRow(upload, wording)
    }
    for (const event of events) sayEvent(event, wording)
    if (events.some(({ type }) => type !== 'progress')) showOffers()
    host.onChange(events)
  }

  function showRow(upload: ListedUpload, wording: Wording): void {
    const { id } = upload
    let row = rows.get(id)
    if (row === undefined) {
      row = createFileRow({
        cancel: () => list.cancel(id),
        retry: () => list.retry(id),
        remove: () => list.remove(id),
      })
      rows.set(id, row)
      items.append(row.element)
    }
    row.show(upload, wording)
    items.hidden = false
  }

  function removeRow(id: string): void {
    const row = rows.get(id)
    if (row === undefined) return
    // Keyboard users continue from the next file.
    const hadFocus = row.element.contains((row.element.getRootNode() as ShadowRoot).activeElement)
    const next = row.element.nextElementSibling ?? row.element.previousElementSibling
    row.element.remove()
    rows.delete(id)
    items.hidden = rows.size === 0
    if (hadFocus) (next?.querySelector<HTMLElement>('button:not([hidden])') ?? zone.button).focus()
  }

  function sayEvent({ type, upload: { file, error } }: UploadEvent, { texts }: Wording): void {
    const { name } = file
    if (type === 'start') notices.say(fillText(texts.saysStarted, { name }))
    if (type === 'done') notices.say(fillText(texts.saysDone, { name }))
    if (type === 'error') notices.say(fillText(texts.saysFailed, { name, reason: describeError(error, texts) }))
    if (type === 'cancel') notices.say(fillText(texts.saysCancelled, { name }))
  }

  /** Offers unfinished uploads, except those in the list, which continue automatically. */
  function showOffers(): void {
    const { bucket, prefix, wording } = host.settings()
    const unfinished = tryToOpen()?.listUnfinished() ?? []
    const isListed = (key: string) => list.uploads.some((upload) => upload.key === key)
    const offered = unfinished.filter(
      (upload) => upload.bucket === bucket && upload.key.startsWith(prefix) && !isListed(upload.key),
    )
    notices.offer(offered, wording)
  }

  return {
    elements: [zone.element, ...notices.elements, items],
    list,
    button: zone.button,
    add,
    show() {
      const { wording, isMultiple, isDisabled } = host.settings()
      const { accept, contentTypes = [], maxBytes } = readLimits()
      // The dialog offers the types that the page accepts, otherwise those that the token allows.
      const asked = accept === '' ? contentTypes.join(',') : accept
      zone.show({ isMultiple, isDisabled, accept: asked, maxBytes }, wording)
      items.setAttribute('aria-label', wording.texts.list)
      items.hidden = rows.size === 0
      for (const upload of list.uploads) rows.get(upload.id)?.show(upload, wording)
      showOffers()
    },
    clear() {
      for (const { id } of list.uploads) list.remove(id)
      notices.clearRejections()
    },
  }
}

function isSameFile(one: File, other: File): boolean {
  return (['name', 'size', 'lastModified', 'type'] as const).every((name) => one[name] === other[name])
}
