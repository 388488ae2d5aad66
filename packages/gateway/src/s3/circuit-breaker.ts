import type { Clock } from '../core/clock.ts'
import type { Credential } from '../core/model.ts'
import { createCredentialMap } from './probe-cache.ts'

/** Keeps requests away from a server that does not answer. */
export interface CircuitBreaker {
  /** `closed`: ask. `open`: do not ask. `half-open`: it is time for one try. */
  state(): 'closed' | 'open' | 'half-open'
  /** Whether the server failed recently and has not answered since. A try in flight does not change that. */
  isAway(): boolean
  succeed(): void
  fail(): void
}

/** The circuit breakers of all credentials. Each credential has its own breaker, because it has its own store to ask. */
export interface CircuitBreakers {
  of(credential: Credential): CircuitBreaker
  /** Counts the credentials whose stores are away now. */
  countAway(): number
}

/** How long a server that did not answer is left alone. */
const coolDownMs = 10_000
/** A server that was not asked for so long after a failure may well be back. */
const forgottenMs = 60_000

/** Builds a breaker that opens at the first failure: one request that waited in vain is enough. */
function createCircuitBreaker(clock: Clock): CircuitBreaker {
  let openUntil: number | undefined
  return {
    state() {
      if (openUntil === undefined) return 'closed'
      const leftMs = openUntil - clock()
      // A pause never lasts longer than it should, even after the clock was set back.
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

/** Builds a breaker for each credential. Everything that asks S3 shares the breakers. */
export function createCircuitBreakers(clock: Clock): CircuitBreakers {
  const breakers = createCredentialMap(() => createCircuitBreaker(clock))
  return {
    of: breakers.of,
    countAway: () => breakers.values().filter((breaker) => breaker.isAway()).length,
  }
}
