import type { MaybePromise } from '../core/maybe-promise.ts'

/** How much of a window is used up. */
export interface Usage {
  /** Requests in the window, this one included. */
  readonly used: number
  /** Milliseconds until the next window may begin. */
  readonly resetsInMs: number
  /** Whether all that count together are in it; else it is what this process alone has counted. */
  readonly isShared?: true
}

/**
 * Counts requests in fixed windows. A key's window begins with its first request and ends `windowSeconds` later; the
 * next request after that begins a new one. The port that memory and Redis stand behind.
 */
export interface UsageCounter {
  /** Counts. Never fails, and never takes long. @param key short, printable text @param cost as how many requests */
  count(key: string, windowSeconds: number, cost?: number): MaybePromise<Usage>
  /** Lets go of connections and timers. */
  close(): void
}
