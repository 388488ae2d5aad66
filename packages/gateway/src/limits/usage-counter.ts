import type { MaybePromise } from '../core/maybe-promise.ts'

/** How much of a window is used. */
export interface Usage {
  /** Requests in the window, this one included. */
  readonly used: number
  /** Milliseconds until the next window may begin. */
  readonly resetsInMs: number
  /** Whether `used` includes the requests of all nodes. Otherwise it has only those that this process has counted. */
  readonly isShared?: true
}

/**
 * Counts requests in fixed windows. A key's window begins with its first request and ends `windowSeconds` later; the
 * next request after that begins a new one. This is the port that the counters in memory and in Redis implement.
 */
export interface UsageCounter {
  /** Counts a request. Never fails, and never takes long. @param key short, printable text @param cost how many requests it counts as */
  count(key: string, windowSeconds: number, cost?: number): MaybePromise<Usage>
  /** Closes connections and timers. */
  close(): void
}
