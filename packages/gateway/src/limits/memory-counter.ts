import { createBoundedMap } from '../core/bounded-map.ts'
import type { Clock } from '../core/clock.ts'
import type { Usage, UsageCounter } from './usage-counter.ts'

/** A counter whose answers need no waiting. */
export interface MemoryCounter extends UsageCounter {
  count(key: string, windowSeconds: number, cost?: number): Usage
}

interface Window {
  used: number
  /** Epoch milliseconds. */
  endsAt: number
}

/** How many windows are kept at most: 8 MB of live heap (Node 24), however many addresses an attacker has. */
const defaultCapacity = 50_000

/**
 * Counts in this process. When there are more windows than fit, those that were not used for longest give way, and their
 * keys get fresh ones: a flood of keys never costs more memory, and never refuses anybody who did nothing.
 */
export function createMemoryCounter(clock: Clock, capacity: number = defaultCapacity): MemoryCounter {
  const windows = createBoundedMap<Window>(capacity)
  return {
    count(key, windowSeconds, cost = 1) {
      const now = clock()
      const lengthMs = windowSeconds * 1000
      const window = windows.get(key)
      // A window never lasts longer than its rate says: not after the clock was set back, nor with a new rate.
      if (window === undefined || window.endsAt <= now || window.endsAt - now > lengthMs) {
        windows.set(key, { used: cost, endsAt: now + lengthMs })
        return { used: cost, resetsInMs: lengthMs }
      }
      window.used += cost
      return { used: window.used, resetsInMs: window.endsAt - now }
    },
    close: windows.clear,
  }
}
