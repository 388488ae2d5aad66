import type { MetricSnapshot } from '../metrics/metric-snapshot.ts'

/** What a worker tells the primary process. */
export type WorkerReport =
  | { readonly type: 'ready'; readonly url: string }
  /** It has stopped to listen, as it was told to. */
  | { readonly type: 'stopped' }
  /** Its metrics, as it was told to, undefined when it cannot tell them; once more, those that only grow, before it ends. */
  | { readonly type: 'measured'; readonly metrics: readonly MetricSnapshot[] | undefined }
  /** It could not start, and ends. */
  | { readonly type: 'failed'; readonly message: string }

/**
 * What the primary process tells a worker.
 *
 * - `measure`: to tell its metrics.
 * - `stop`: to take no new connections, and to report that.
 * - `drain`: to answer what is under way, and to end.
 * - `retire`: both at once; other workers listen, so that it can be more patient with silent connections.
 */
export interface WorkerOrder {
  readonly type: 'measure' | 'stop' | 'drain' | 'retire'
}
