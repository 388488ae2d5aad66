import { createBoundedMap } from '../core/bounded-map.ts'
import type { Clock } from '../core/clock.ts'

/** Remembers findings, and asks for each only once at a time. */
export interface ProbeCache<Finding> {
  /** The finding that is still good, or one that is past its time but may be used while a new one is fetched. */
  peek(key: string): { readonly finding: Finding; readonly isFresh: boolean } | undefined
  /** Fetches a finding, together with whoever else is waiting for the same one, and keeps it. */
  fetch(key: string, load: () => Promise<Finding>): Promise<Finding>
}

/** How long findings are kept, in milliseconds. */
export interface FindingLifetime<Finding> {
  /** 0: the finding is not kept at all. */
  freshMs(finding: Finding): number
  /** How long after that it may still be used while a new one is fetched. */
  staleMs(finding: Finding): number
}

/** A finding and its times, in epoch milliseconds. */
interface Entry<Finding> {
  readonly finding: Finding
  readonly keptAt: number
  readonly freshUntil: number
  readonly staleUntil: number
}

const maxEntries = 10_000

/** A bounded cache with single flight. */
export function createProbeCache<Finding>(lifetime: FindingLifetime<Finding>, clock: Clock): ProbeCache<Finding> {
  const entries = createBoundedMap<Entry<Finding>>(maxEntries)
  const flights = new Map<string, Promise<Finding>>()

  function keep(key: string, finding: Finding): void {
    const freshMs = lifetime.freshMs(finding)
    // A finding that says nothing does not push out one that did.
    if (freshMs === 0) return
    const keptAt = clock()
    const freshUntil = keptAt + freshMs
    entries.set(key, { finding, keptAt, freshUntil, staleUntil: freshUntil + lifetime.staleMs(finding) })
  }

  return {
    peek(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      const { finding, keptAt, freshUntil, staleUntil } = entry
      const now = clock()
      // When the clock was set back, nobody knows how old the finding is: it counts as past its time.
      if (now >= keptAt && now < freshUntil) return { finding, isFresh: true }
      return staleUntil > freshUntil && now < staleUntil ? { finding, isFresh: false } : undefined
    },
    fetch(key, load) {
      const flying = flights.get(key)
      if (flying !== undefined) return flying
      const flight = load()
        .then((finding) => {
          keep(key, finding)
          return finding
        })
        .finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
  }
}
