import { setTimeout as sleep } from 'node:timers/promises'

/** The current time in epoch milliseconds. It is passed in everywhere, so tests can stop it. */
export type Clock = () => number

/** The machine's clock. */
export const systemClock: Clock = Date.now

/**
 * Watches a clock from now on.
 * @returns a function that returns the clock's time, and how far the clock got ahead of the elapsed time since the last call
 */
export function watchClock(clock: Clock): () => { readonly now: number; readonly aheadMs: number } {
  let offsetMs = clock() - performance.now()
  return () => {
    const now = clock()
    const formerMs = offsetMs
    offsetMs = now - performance.now()
    return { now, aheadMs: offsetMs - formerMs }
  }
}

/** Waits, or returns early when `ended` aborts. It never keeps the process alive. */
export function pause(ms: number, ended: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal: ended, ref: false }).catch(() => {})
}
