/** What a worker tells the primary process. */
export type WorkerReport =
  | { readonly type: 'ready'; readonly url: string }
  /** It has stopped to listen, as it was told to. */
  | { readonly type: 'stopped' }
  /** It could not start, and ends. */
  | { readonly type: 'failed'; readonly message: string }

/**
 * What the primary process tells a worker.
 *
 * - `stop`: to take no new connections, and to report that.
 * - `drain`: to answer what is under way, and to end.
 * - `retire`: both at once; other workers listen, so that it can be more patient with silent connections.
 */
export interface WorkerOrder {
  readonly type: 'stop' | 'drain' | 'retire'
}
