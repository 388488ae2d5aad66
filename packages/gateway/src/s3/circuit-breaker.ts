import type { Clock } from '../core/clock.ts'

/** Keeps requests away from a server that does not answer. */
export interface CircuitBreaker {
  /** `closed`: ask. `open`: do not. `half-open`: it is time for one try. */
  state(): 'closed' | 'open' | 'half-open'
  succeed(): void
  fail(): void
}

/** How long a server that did not answer is left alone. */
const coolDownMs = 10_000

/** A breaker that opens at the first failure: one request that waited for nothing is enough. */
export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  let openUntil: number | undefined
  return {
    state() {
      if (openUntil === undefined) return 'closed'
      return clock() < openUntil ? 'open' : 'half-open'
    },
    succeed() {
      openUntil = undefined
    },
    fail() {
      openUntil = clock() + coolDownMs
    },
  }
}
