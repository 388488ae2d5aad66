import { createBoundedMap } from '../core/bounded-map.ts'
import type { Clock } from '../core/clock.ts'
import type { Credential } from '../core/model.ts'

/** Caches results, and never fetches the same result twice at the same time. */
export interface ProbeCache<Result> {
  /** Returns a fresh result, or a stale one that may be used while a new one is fetched. */
  peek(key: string): { readonly result: Result; readonly isFresh: boolean } | undefined
  /** Fetches a result and caches it. Callers that wait for the same result share one fetch. */
  fetch(key: string, load: () => Promise<Result>): Promise<Result>
}

/** How long results are cached, in milliseconds. */
export interface ResultLifetime<Result> {
  /** How long a result is fresh. 0: the result is not cached at all. */
  freshMs(result: Result): number
  /** How long after that a stale result may still be used while a new one is fetched. */
  staleMs(result: Result): number
}

const maxEntries = 10_000

/**
 * Builds a bounded cache with single flight. `lru-cache` does not fit: when the clock was set back, it counts an entry as fresh for that
 * much longer. Its stale entries never expire. Callers that wait for its `fetchMethod` get either a result that it caches, or nothing. And
 * it reserves memory for all its entries at once, although there are two caches for each credential.
 */
export function createProbeCache<Result>(lifetime: ResultLifetime<Result>, clock: Clock): ProbeCache<Result> {
  const entries = createBoundedMap<{ readonly result: Result; readonly keptAt: number }>(maxEntries)
  const flights = new Map<string, Promise<Result>>()

  return {
    peek(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      const { result, keptAt } = entry
      const ageMs = clock() - keptAt
      const freshMs = lifetime.freshMs(result)
      const staleMs = lifetime.staleMs(result)
      // When the clock was set back, nobody knows how old the result is: it counts as stale.
      if (ageMs >= 0 && ageMs < freshMs) return { result, isFresh: true }
      return staleMs > 0 && ageMs < freshMs + staleMs ? { result, isFresh: false } : undefined
    },
    fetch(key, load) {
      const flying = flights.get(key)
      if (flying !== undefined) return flying
      const flight = load()
        .then((result) => {
          // A result that says nothing does not replace one that did.
          if (lifetime.freshMs(result) > 0) entries.set(key, { result, keptAt: clock() })
          return result
        })
        .finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
  }
}

/** One value for each credential, for as long as the credential is unchanged. */
export interface CredentialMap<Value> {
  /** Returns the credential's value, and makes it first when there is none yet. */
  of(credential: Credential): Value
  values(): Value[]
}

/** Builds the map. It forgets the value of a former version of a credential. */
export function createCredentialMap<Value>(create: () => Value): CredentialMap<Value> {
  const entries = new Map<string, { readonly version: string; readonly value: Value }>()
  return {
    of({ id, sealedSecret }) {
      const known = entries.get(id)
      // Sealing a secret gives a new text each time, so the text tells one version of a credential from the next.
      if (known?.version === sealedSecret) return known.value
      const value = create()
      entries.set(id, { version: sealedSecret, value })
      return value
    },
    values: () => [...entries.values()].map(({ value }) => value),
  }
}
