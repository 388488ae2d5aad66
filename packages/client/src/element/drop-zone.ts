import { splitAccept } from './check-file.ts'
import type { Wording } from './file-row.ts'
import { makeButton, makeElement, setText } from './make-element.ts'
import { fillText, formatBytes } from './texts.ts'

/** The state that the drop zone shows. */
export interface ZoneState {
  readonly isMultiple: boolean
  readonly isDisabled: boolean
  readonly accept: string
  readonly maxBytes: number | undefined
}

/** The place where files are chosen and dropped. */
export interface DropZone {
  readonly element: HTMLElement
  /** Opens the browser's file dialog. */
  readonly button: HTMLButtonElement
  show(state: ZoneState, wording: Wording): void
}

/** The files that were chosen or dropped. */
export interface Chosen {
  readonly files: readonly File[]
  /** The names of dropped folders, which cannot be uploaded. */
  readonly folders: readonly string[]
}

/** Creates the drop zone. @param onChosen called with the chosen or dropped files */
export function createDropZone(onChosen: (chosen: Chosen) => void): DropZone {
  const picker = makeElement('input', { type: 'file', hidden: '', tabindex: '-1' })
  const button = makeButton({ class: 'choose', part: 'button choose', 'aria-describedby': 'drop limits' }, () => {
    picker.click()
  })
  const drop = makeElement('span', { id: 'drop', part: 'hint' })
  const limits = makeElement('span', { id: 'limits', class: 'limits', part: 'limits' })
  const element = makeElement('div', { class: 'zone', part: 'drop-zone' }, button, drop, limits, picker)
  let isDisabled = false
  /** Counts entered elements, because each child that the pointer enters also sends `dragenter`. */
  let depth = 0

  function setActive(isActive: boolean): void {
    if (!isActive) depth = 0
    element.classList.toggle('active', isActive)
    element.setAttribute('part', isActive ? 'drop-zone drop-zone-active' : 'drop-zone')
  }

  picker.addEventListener('change', () => {
    const files = [...(picker.files ?? [])]
    // Lets the user choose the same file again.
    picker.value = ''
    if (files.length > 0) onChosen({ files, folders: [] })
  })
  element.addEventListener('dragenter', (event) => {
    if (!hasFiles(event) || isDisabled) return
    event.preventDefault()
    depth++
    setActive(true)
  })
  element.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return
    // Even when it is disabled: otherwise the browser leaves the page and opens the file.
    event.preventDefault()
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isDisabled ? 'none' : 'copy'
  })
  element.addEventListener('dragleave', () => {
    depth--
    if (depth <= 0) setActive(false)
  })
  element.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    setActive(false)
    if (!isDisabled) onChosen(readDropped(event.dataTransfer))
  })

  return {
    element,
    button,
    show(state, { texts, language }) {
      const { isMultiple, accept, maxBytes } = state
      isDisabled = state.isDisabled
      picker.multiple = isMultiple
      picker.accept = accept
      button.disabled = isDisabled
      setText(button, isMultiple ? texts.choose : texts.chooseOne)
      setText(drop, isMultiple ? texts.drop : texts.dropOne)
      const types = splitAccept(accept).join(', ')
      const told = [
        types === '' ? '' : fillText(texts.limitTypes, { types }),
        maxBytes === undefined ? '' : fillText(texts.limitSize, { limit: formatBytes(maxBytes, language) }),
      ]
      setText(limits, told.filter((text) => text !== '').join(' · '))
      limits.hidden = limits.textContent === ''
    },
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** Separates files from folders, which look like unreadable files (File and Directory Entries API, section 2.2). */
function readDropped(transfer: DataTransfer | null): Chosen {
  const files: File[] = []
  const folders: string[] = []
  for (const item of transfer?.items ?? []) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    const file = item.getAsFile()
    if (entry?.isDirectory) folders.push(entry.name)
    else if (file !== null) files.push(file)
  }
  return { files, folders }
}
