import type { MetricSnapshot } from '../metrics/metric-snapshot.ts'

/** What a worker tells the primary process. */
export type WorkerReport =
  | { readonly type: 'ready'; readonly url: string }
  /** It does not listen any more, as it was told. */
  | { readonly type: 'stopped' }
  /** Its metrics; undefined when reading them failed. Before it ends, it sends once more those that only grow. */
  | { readonly type: 'measured'; readonly metrics: readonly MetricSnapshot[] | undefined }
  /** It could not start, and ends. */
  | { readonly type: 'failed'; readonly message: string }

/**
 * What the primary process tells a worker.
 *
 * - `measure`: report your metrics.
 * - `stop`: take no new connections, and report that.
 * - `drain`: answer what is under way, and end.
 * - `retire`: both at once. Other workers listen, so there is more patience with silent connections.
 */
export interface WorkerOrder {
  readonly type: 'measure' | 'stop' | 'drain' | 'retire'
}
