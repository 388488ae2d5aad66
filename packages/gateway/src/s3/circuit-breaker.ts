import type { Clock } from '../core/clock.ts'

/** Keeps requests away from a server that does not answer. */
export interface CircuitBreaker {
  /** `closed`: ask. `open`: do not. `half-open`: it is time for one try. */
  state(): 'closed' | 'open' | 'half-open'
  /** Whether it failed lately and has not answered since, also while it is being tried. */
  isAway(): boolean
  succeed(): void
  fail(): void
}

/** How long a server that did not answer is left alone. */
const coolDownMs = 10_000
/** Whoever was not asked for longer after a failure may well be back. */
const forgottenMs = 60_000

/** A breaker that opens at the first failure: one request that waited for nothing is enough. */
export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  let openUntil: number | undefined
  return {
    state() {
      if (openUntil === undefined) return 'closed'
      const leftMs = openUntil - clock()
      // A pause never lasts longer than it should: not after the clock was set back, either.
      return leftMs > 0 && leftMs <= coolDownMs ? 'open' : 'half-open'
    },
    isAway() {
      if (openUntil === undefined) return false
      const leftMs = openUntil - clock()
      return leftMs <= coolDownMs && leftMs > -forgottenMs
    },
    succeed() {
      openUntil = undefined
    },
    fail() {
      openUntil = clock() + coolDownMs
    },
  }
}
