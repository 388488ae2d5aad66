import type { Clock } from '../../packages/gateway/src/core/clock.ts'

/** A clock that runs like a machine's and can be set. */
export interface MovableClock {
  readonly now: Clock
  /** Sets the difference from the machine's clock; negative is in the past. */
  setAhead(milliseconds: number): void
  /** Moves the clock forward at once. */
  advance(milliseconds: number): void
}

/** Makes a clock that is right until it is set. */
export function createMovableClock(): MovableClock {
  let aheadMs = 0
  return {
    now: () => Date.now() + aheadMs,
    setAhead(milliseconds) {
      aheadMs = milliseconds
    },
    advance(milliseconds) {
      aheadMs += milliseconds
    },
  }
}

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
export const yearMs = 365 * dayMs
