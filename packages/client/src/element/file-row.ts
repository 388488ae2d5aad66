import { SignpostError } from '../signpost-error.ts'
import type { ListedUpload } from '../upload-list.ts'
import { makeButton, makeElement, setText } from './make-element.ts'
import { fillText, formatBytes, formatPercent, type Texts } from './texts.ts'

/** The texts and the language of a row. */
export interface Wording {
  readonly texts: Texts
  readonly language: string | undefined
}

/** The row of one file. */
export interface FileRow {
  readonly element: HTMLLIElement
  /** Shows the state of the upload. */
  show(upload: ListedUpload, wording: Wording): void
}

/** The actions of its buttons. */
export interface RowActions {
  cancel(): void
  retry(): void
  remove(): void
}

/** Creates the row of a file. It is empty until `show` is called. */
export function createFileRow(actions: RowActions): FileRow {
  // Each text has its own direction, because a name may be in a different script from the page.
  const [nameText, statusText] = [makeElement('bdi', {}), makeElement('bdi', {})]
  const name = makeElement('span', { class: 'name', part: 'name' }, nameText)
  const status = makeElement('span', { class: 'status', part: 'status' }, statusText)
  const cancel = makeButton({ part: 'button cancel' }, actions.cancel)
  const retry = makeButton({ part: 'button retry' }, actions.retry)
  const remove = makeButton({ part: 'button remove' }, actions.remove)
  const buttons = makeElement('span', { class: 'buttons', part: 'buttons' }, cancel, retry, remove)
  const bar = makeElement('div', { class: 'bar', part: 'bar' })
  const progress = makeElement('div', { class: 'progress', part: 'progress', role: 'progressbar' }, bar)
  progress.setAttribute('aria-valuemin', '0')
  progress.setAttribute('aria-valuemax', '100')
  const element = makeElement('li', {}, name, buttons, status, progress)

  function showButtons({ state }: ListedUpload): void {
    const focused = buttons.querySelector(':focus')
    cancel.hidden = state !== 'waiting' && state !== 'uploading'
    retry.hidden = state !== 'failed' && state !== 'cancelled'
    remove.hidden = !cancel.hidden
    // Keyboard users must not lose the focus.
    if (focused instanceof HTMLElement && focused.hidden) (retry.hidden ? remove : retry).focus()
  }

  return {
    element,
    show(upload, { texts, language }) {
      const { file, state, sentBytes } = upload
      const total = measureUpload(upload)
      element.className = `file ${state}`
      element.setAttribute('part', `file file-${state}`)
      setText(nameText, file.name)
      name.title = file.name
      setText(statusText, describeUpload(upload, { texts, language }))
      showButtons(upload)
      for (const [button, text, named] of [
        [cancel, texts.cancel, texts.cancelNamed],
        [retry, texts.retry, texts.retryNamed],
        [remove, texts.remove, texts.removeNamed],
      ] as const) {
        setText(button, text)
        button.setAttribute('aria-label', fillText(named, { name: file.name }))
      }
      progress.hidden = state !== 'uploading' && state !== 'waiting'
      progress.setAttribute('aria-label', fillText(texts.progressNamed, { name: file.name }))
      const percent = total === 0 ? 0 : Math.floor((100 * sentBytes) / total)
      progress.setAttribute('aria-valuenow', String(percent))
      progress.setAttribute('aria-valuetext', formatPercent(sentBytes, total, language))
      // Set through the object model, which a Content-Security-Policy does not block.
      bar.style.inlineSize = `${percent}%`
    },
  }
}

/** Returns the size of the object in bytes. The file of an upload from an earlier visit is no longer available. */
function measureUpload({ file, result }: ListedUpload): number {
  return result?.size ?? file.size
}

function describeUpload(upload: ListedUpload, { texts, language }: Wording): string {
  const { state, sentBytes, error } = upload
  const total = measureUpload(upload)
  const size = formatBytes(total, language)
  const percent = formatPercent(sentBytes, total, language)
  if (state === 'uploading' && !navigator.onLine) return fillText(texts.offline, { percent })
  if (state === 'failed') return fillText(texts.failed, { reason: describeError(error, texts) })
  return fillText(texts[state], { percent, size, sent: formatBytes(sentBytes, language) })
}

/** Describes an error: in the element's texts if a visitor can do something about it, otherwise by its own message. */
export function describeError(error: unknown, texts: Texts): string {
  const code = error instanceof SignpostError && Object.hasOwn(texts, error.code) ? error.code : undefined
  const own = (texts as Readonly<Record<string, string>>)[code ?? '']
  return own ?? (error instanceof Error ? error.message : String(error))
}
