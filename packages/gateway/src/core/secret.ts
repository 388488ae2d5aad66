import { inspect } from 'node:util'

/**
 * A secret text that cannot print itself: `String`, `JSON.stringify`, template literals and `util.inspect` (and therefore
 * the logger) all return `[secret]`. Only {@link Secret.reveal} returns the text, so a search for `reveal(` finds every use.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
