/** A public document that never changes while the process runs. */
export interface StaticDocument {
  readonly path: string
  readonly contentType: string
  /** The content. A function is called at the first request. */
  readonly body: string | (() => Promise<Buffer>)
  /** Response headers that extend or replace the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether its URL has `?v=` with the beginning of its SHA-256, so that the content behind the URL never changes. */
  readonly isVersioned?: boolean
  /** Whether the error for a mistyped path never suggests it. */
  readonly isHidden?: boolean
}
