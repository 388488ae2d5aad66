import { createBoundedMap } from '../core/bounded-map.ts'
import type { Clock } from '../core/clock.ts'
import type { Usage, UsageCounter } from './usage-counter.ts'

/** A counter that answers without waiting. */
export interface MemoryCounter extends UsageCounter {
  count(key: string, windowSeconds: number, cost?: number): Usage
}

interface Window {
  used: number
  /** Epoch milliseconds. */
  endsAt: number
}

/** The most windows in memory. They take 8 MB of live heap (Node 24), however many addresses an attacker has. */
const defaultCapacity = 50_000

/**
 * Creates a counter that counts in this process. When there are more windows than fit, it drops those that have not been used for
 * longest, and their keys start over with fresh windows. So a flood of keys never costs more memory, and never causes a refusal for
 * an innocent client.
 */
export function createMemoryCounter(clock: Clock, capacity: number = defaultCapacity): MemoryCounter {
  const windows = createBoundedMap<Window>(capacity)
  return {
    count(key, windowSeconds, cost = 1) {
      const now = clock()
      const lengthMs = windowSeconds * 1000
      const window = windows.get(key)
      // A window never lasts longer than its rate says, even after the clock was set back, or with a new rate.
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
