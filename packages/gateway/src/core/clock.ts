/** The time now, in epoch milliseconds. Passed in everywhere, so that tests can hold it still. */
export type Clock = () => number

/** The machine's clock. */
export const systemClock: Clock = Date.now
