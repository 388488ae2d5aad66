import { setTimeout as sleep } from 'node:timers/promises'

/** The time now, in epoch milliseconds. Passed in everywhere, so that tests can hold it still. */
export type Clock = () => number

/** The machine's clock. */
export const systemClock: Clock = Date.now

/**
 * Watches a clock from now on.
 * @returns a function that gives its time, and how much further it has gone since the last call than time itself
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

/** Waits, or ends early when all is to end; never keeps the process alive. */
export function pause(ms: number, ended: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal: ended, ref: false }).catch(() => {})
}
