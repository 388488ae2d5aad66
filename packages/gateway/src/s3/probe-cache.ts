import { createBoundedMap } from '../core/bounded-map.ts'
import type { Clock } from '../core/clock.ts'
import type { Credential } from '../core/model.ts'

/** Remembers results, and asks for each only once at a time. */
export interface ProbeCache<Result> {
  /** The result that is still good, or one that is past its time but may be used while a new one is fetched. */
  peek(key: string): { readonly result: Result; readonly isFresh: boolean } | undefined
  /** Fetches a result, together with whoever else is waiting for the same one, and keeps it. */
  fetch(key: string, load: () => Promise<Result>): Promise<Result>
}

/** How long results are kept, in milliseconds. */
export interface ResultLifetime<Result> {
  /** 0: the result is not kept at all. */
  freshMs(result: Result): number
  /** How long after that it may still be used while a new one is fetched. */
  staleMs(result: Result): number
}

const maxEntries = 10_000

/**
 * A bounded cache with single flight. `lru-cache` does not fit. When the clock was set back it counts an entry as fresh for
 * as long as that. Its stale entries have no end. Those who wait for its `fetchMethod` get either a result that it keeps,
 * or nothing. And it reserves memory for all its entries at once, where there are two caches for each credential.
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
      // When the clock was set back, nobody knows how old the result is: it counts as past its time.
      if (ageMs >= 0 && ageMs < freshMs) return { result, isFresh: true }
      return staleMs > 0 && ageMs < freshMs + staleMs ? { result, isFresh: false } : undefined
    },
    fetch(key, load) {
      const flying = flights.get(key)
      if (flying !== undefined) return flying
      const flight = load()
        .then((result) => {
          // A result that says nothing does not push out one that did.
          if (lifetime.freshMs(result) > 0) entries.set(key, { result, keptAt: clock() })
          return result
        })
        .finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
  }
}

/** One value for each credential, for as long as the credential stays as it is. */
export interface CredentialMap<Value> {
  /** The credential's value, which is made when there is none yet. */
  of(credential: Credential): Value
  values(): Value[]
}

/** Builds the map; what belonged to a former version of a credential is forgotten. */
export function createCredentialMap<Value>(create: () => Value): CredentialMap<Value> {
  const entries = new Map<string, { readonly version: string; readonly value: Value }>()
  return {
    of({ id, sealedSecret }) {
      const known = entries.get(id)
      // A sealed secret is new each time that it is sealed, so it tells one version of a credential from the next.
      if (known?.version === sealedSecret) return known.value
      const value = create()
      entries.set(id, { version: sealedSecret, value })
      return value
    },
    values: () => [...entries.values()].map(({ value }) => value),
  }
}
