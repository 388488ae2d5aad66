import { isOpen, type UploadEvent } from '../list-events.ts'
import { SignpostError } from '../signpost-error.ts'
import type { UploadOptions } from '../upload.ts'
import type { ListedUpload } from '../upload-list.ts'
import { readFormState, validate, writeFormState } from './form-state.ts'
import { type GetToken, openPageGateway, type PageGateway } from './gateway-of-page.ts'
import { attributeNames, ReflectingElement, reflectedProperties } from './reflected-attributes.ts'
import { styles } from './styles.ts'
import { type ChangedTexts, englishTexts } from './texts.ts'
import { createUploadPanel, type PanelSettings, type UploadPanel } from './upload-panel.ts'

/** The gateway of elements without a `url`. */
let usualUrl = ''

/** Sets the gateway's URL for elements without a `url`. The served file calls it. */
export function setUsualUrl(url: string): void {
  usualUrl = url
}

let sheet: CSSStyleSheet | undefined

/**
 * `<signpost-upload>`: uploads files through a Signpost gateway. `docs/upload-element.md` lists its attributes, properties, events,
 * parts and custom properties.
 */
export class SignpostUpload extends ReflectingElement {
  static readonly formAssociated = true
  static readonly observedAttributes = attributeNames

  readonly #internals = this.attachInternals()
  readonly #panel: UploadPanel
  #gateway: PageGateway | undefined
  #getToken: GetToken | undefined
  #texts: ChangedTexts = {}
  /** The state that the browser stores for the form. */
  #state = '[]'
  /** Returns further options for a file, beside bucket and key: metadata, tags, a different key. */
  declare uploadOptions: ((file: File) => Partial<UploadOptions>) | undefined

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true })
    if (sheet === undefined) {
      // A constructed sheet, because a Content-Security-Policy without 'unsafe-inline' blocks inline styles.
      sheet = new CSSStyleSheet()
      sheet.replaceSync(styles)
    }
    root.adoptedStyleSheets = [sheet]
    this.#panel = createUploadPanel({
      settings: () => this.#readSettings(),
      openGateway: () => this.#openGateway(),
      onChange: (events) => this.#onChange(events),
      onReject: (detail) => this.#tell('reject', detail),
    })
    root.append(...this.#panel.elements)
    this.#internals.role = 'group'
  }

  /** Returns a client token, or the result of `createClientToken`, in place of `token-url`. */
  get getToken(): GetToken | undefined {
    return this.#getToken
  }
  set getToken(getToken: GetToken | undefined) {
    this.#getToken = getToken
    this.#show()
  }

  /** Texts that replace the English ones. Omitted texts stay English. */
  get texts(): ChangedTexts {
    return this.#texts
  }
  set texts(texts: ChangedTexts) {
    this.#texts = texts
    this.#show()
  }

  /** The keys of the uploaded objects, which the form submits. */
  get value(): readonly string[] {
    return this.uploads.flatMap(({ key, state }) => (state === 'done' ? [key] : []))
  }

  /** All files in the list, with their states. */
  get uploads(): readonly ListedUpload[] {
    return this.#panel.list.uploads
  }

  /** Adds files as if they had been chosen. */
  addFiles(files: Iterable<File>): void {
    this.#panel.add({ files: [...files], folders: [] })
  }
  /** Cancels an upload, and removes its parts from the store. @param id the id of an entry of `uploads` */
  cancelUpload(id: string): void {
    this.#panel.list.cancel(id)
  }
  /** Uploads a failed or cancelled file again. */
  retryUpload(id: string): void {
    this.#panel.list.retry(id)
  }
  /** Removes a file from the list. An uploaded object stays in the store. */
  removeUpload(id: string): void {
    this.#panel.list.remove(id)
  }

  get type(): string {
    return this.localName
  }
  get form(): HTMLFormElement | null {
    return this.#internals.form
  }
  get labels(): NodeList {
    return this.#internals.labels
  }
  get validity(): ValidityState {
    return this.#internals.validity
  }
  get validationMessage(): string {
    return this.#internals.validationMessage
  }
  get willValidate(): boolean {
    return this.#internals.willValidate
  }
  checkValidity(): boolean {
    return this.#internals.checkValidity()
  }
  reportValidity(): boolean {
    return this.#internals.reportValidity()
  }

  connectedCallback(): void {
    this.#takeEarlyProperties()
    for (const type of ['online', 'offline']) window.addEventListener(type, this.#show)
    this.#panel.list.resume()
    this.#show()
  }

  disconnectedCallback(): void {
    for (const type of ['online', 'offline']) window.removeEventListener(type, this.#show)
    // A moved element is reconnected immediately. A removed one pauses, as if the page had been left: sent parts stay.
    queueMicrotask(() => this.isConnected || this.#panel.list.pause())
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#show()
  }

  formDisabledCallback(): void {
    this.#show()
  }

  formResetCallback(): void {
    this.#panel.clear()
    this.#show()
  }

  formStateRestoreCallback(state: unknown): void {
    for (const { name, result } of readFormState(state)) this.#panel.list.addDone(new File([], name), result)
  }

  /** Applies properties that a script set before the element was defined. */
  #takeEarlyProperties(): void {
    for (const property of ['getToken', 'texts', ...reflectedProperties]) {
      if (!Object.hasOwn(this, property)) continue
      const value = Reflect.get(this, property)
      Reflect.deleteProperty(this, property)
      Reflect.set(this, property, value)
    }
  }

  readonly #show = (): void => {
    this.#internals.ariaLabel = this.#internals.labels.length > 0 ? '' : this.#readSettings().wording.texts.choose
    this.#panel.show()
    this.#updateForm()
  }

  #readSettings(): PanelSettings {
    const { bucket, prefix, accept, maxBytes, multiple: isMultiple, uploadOptions } = this
    const language = this.closest<HTMLElement>('[lang]:not([lang=""])')?.lang
    const wording = { texts: { ...englishTexts, ...this.#texts }, language }
    const isDisabled = this.matches(':disabled')
    return { bucket, prefix, accept, maxBytes, isMultiple, isDisabled, uploadOptions, wording }
  }

  #openGateway(): PageGateway {
    if (this.bucket === '') refuse('`bucket` is missing.')
    if (this.hasAttribute('max-bytes') && this.maxBytes === undefined) {
      refuse('`max-bytes` must be a whole number of bytes: 5000000.')
    }
    const uplink = { url: this.url || usualUrl, tokenUrl: this.tokenUrl, getToken: this.#getToken }
    const known = this.#gateway?.uplink
    if (known?.url !== uplink.url || known.tokenUrl !== uplink.tokenUrl || known.getToken !== uplink.getToken) {
      this.#gateway = openPageGateway(uplink, this.#show)
    }
    return this.#gateway as PageGateway
  }

  #onChange(events: readonly UploadEvent[]): void {
    const hasChanged = this.#updateForm()
    for (const { type, upload } of events) this.#tell(type, upload)
    const isOver = events.some(({ type }) => type !== 'progress' && type !== 'start')
    if (isOver && !this.uploads.some(({ state }) => isOpen(state))) this.#tell('complete', { uploads: this.uploads })
    if (hasChanged) this.dispatchEvent(new Event('change', { bubbles: true }))
  }

  #tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`signpost-${type}`, { detail, bubbles: true, composed: true }))
  }

  /** Updates the form's value and validity. @returns whether the value has changed */
  #updateForm(): boolean {
    const { uploads, name, required } = this
    const before = this.#state
    this.#state = writeFormState(uploads)
    const data = new FormData()
    for (const key of this.value) data.append(name, key)
    this.#internals.setFormValue(name === '' ? null : data, this.#state)
    const { flags, message } = validate(uploads, { isRequired: required, texts: this.#readSettings().wording.texts })
    this.#internals.setValidity(flags, message, this.#panel.button)
    return this.#state !== before
  }
}

function refuse(message: string): never {
  throw new SignpostError('invalid_argument', { message })
}

/** Defines the element once. On a server that renders the page it does nothing. */
export function defineElement(): void {
  if (globalThis.customElements?.get('signpost-upload') !== undefined) return
  globalThis.customElements?.define('signpost-upload', SignpostUpload)
}

declare global {
  interface HTMLElementTagNameMap {
    'signpost-upload': SignpostUpload
  }

  interface HTMLElementEventMap extends Record<`signpost-${UploadEvent['type']}`, CustomEvent<ListedUpload>> {
    'signpost-reject': CustomEvent<{ readonly name: string; readonly file: File | undefined; readonly message: string }>
    'signpost-complete': CustomEvent<{ readonly uploads: readonly ListedUpload[] }>
  }
}
