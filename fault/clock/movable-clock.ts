import type { Clock } from '../../packages/gateway/src/core/clock.ts'

/** A clock that goes on by itself, as a machine's does, and that can be set. */
export interface MovableClock {
  readonly now: Clock
  /** Sets it so far from the machine's own: negative is in the past. */
  setAhead(milliseconds: number): void
  /** Lets time pass at once. */
  advance(milliseconds: number): void
}

/** A clock that is right until it is set. */
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
