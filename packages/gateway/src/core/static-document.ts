/** A document that never changes while the process runs, and that everybody may read. */
export interface StaticDocument {
  readonly path: string
  readonly contentType: string
  /** A function is called at the first request. */
  readonly body: string | (() => Promise<Buffer>)
  /** Response headers beside the usual ones, or in their place. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether it never changes under `?v=` with the beginning of its SHA-256. */
  readonly isVersioned?: boolean
  /** Whether it is never suggested to those who mistype a path. */
  readonly isHidden?: boolean
}
