import type { Clock } from '../core/clock.ts'
import type { Credential } from '../core/model.ts'
import { createCredentialMap } from './probe-cache.ts'

/** Keeps requests away from a server that does not answer. */
export interface CircuitBreaker {
  /** `closed`: ask. `open`: do not. `half-open`: it is time for one try. */
  state(): 'closed' | 'open' | 'half-open'
  /** Whether it failed lately and has not answered since, also while it is being tried. */
  isAway(): boolean
  succeed(): void
  fail(): void
}

/** The circuit breakers of all credentials: each has a store of its own to ask. */
export interface CircuitBreakers {
  of(credential: Credential): CircuitBreaker
  /** How many credentials' stores are away now. */
  countAway(): number
}

/** How long a server that did not answer is left alone. */
const coolDownMs = 10_000
/** Whoever was not asked for longer after a failure may well be back. */
const forgottenMs = 60_000

/** A breaker that opens at the first failure: one request that waited for nothing is enough. */
function createCircuitBreaker(clock: Clock): CircuitBreaker {
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

/** A breaker for each credential. Everything that asks S3 shares them. */
export function createCircuitBreakers(clock: Clock): CircuitBreakers {
  const breakers = createCredentialMap(() => createCircuitBreaker(clock))
  return {
    of: breakers.of,
    countAway: () => breakers.values().filter((breaker) => breaker.isAway()).length,
  }
}
