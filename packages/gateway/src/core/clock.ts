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
