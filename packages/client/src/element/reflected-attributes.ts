/** Properties that reflect attributes (HTML, section 2.6.1). */
export interface ReflectedAttributes {
  /** The bucket to upload to. */
  bucket: string
  /** The prefix of each key: `incoming/`. */
  prefix: string
  /** The route of the page's own server that returns a client token. */
  tokenUrl: string
  /** The gateway's URL. The default is the gateway that served `/element.js`. */
  url: string
  /** As in `<input accept>`. */
  accept: string
  /** The name of the keys in a form. */
  name: string
  multiple: boolean
  required: boolean
  disabled: boolean
  /** The largest size of a file, in bytes. */
  maxBytes: number | undefined
}

const attributes = {
  ...{ bucket: 'bucket', prefix: 'prefix', tokenUrl: 'token-url', url: 'url', accept: 'accept', name: 'name' },
  ...{ multiple: 'multiple', required: 'required', disabled: 'disabled', maxBytes: 'max-bytes' },
} as const satisfies Record<keyof ReflectedAttributes, string>

/** The names of the attributes. */
export const attributeNames: readonly string[] = Object.values(attributes)

/** The names of the properties. */
export const reflectedProperties: readonly string[] = Object.keys(attributes)

const flags: readonly string[] = ['multiple', 'required', 'disabled']

/** An HTML element with these properties. On a server that renders the page there is no `HTMLElement`, and nothing to show. */
export const ReflectingElement = makeClass()

function makeClass() {
  const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement
  class Reflecting extends Base {}
  for (const [property, attribute] of Object.entries(attributes)) {
    Object.defineProperty(Reflecting.prototype, property, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        if (flags.includes(property)) return this.hasAttribute(attribute)
        return property === 'maxBytes' ? readMaxBytes(this) : (this.getAttribute(attribute) ?? '')
      },
      set(this: HTMLElement, value: unknown) {
        if (flags.includes(property)) this.toggleAttribute(attribute, Boolean(value))
        else if (value === undefined || value === null) this.removeAttribute(attribute)
        else this.setAttribute(attribute, String(value))
      },
    })
  }
  return Reflecting as unknown as new () => Omit<HTMLElement, 'prefix'> & ReflectedAttributes
}

/** Reads `max-bytes`. An invalid value sets no limit here, because the gateway enforces the token's limit anyway. */
function readMaxBytes(element: HTMLElement): number | undefined {
  const text = element.getAttribute('max-bytes') ?? ''
  return /^\d+$/.test(text.trim()) ? Number(text) : undefined
}
