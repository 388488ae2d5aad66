import type { MemoryCounter } from './memory-counter.ts'
import type { RedisLink } from './redis-link.ts'
import type { Usage, UsageCounter } from './usage-counter.ts'

/**
 * Creates a counter that counts in Redis, together with all other nodes. While Redis is unavailable it counts in this process.
 * @param countFallback called for each request that this process counts on its own
 */
export function createRedisCounter(link: RedisLink, local: MemoryCounter, countFallback: () => void): UsageCounter {
  function countHere(key: string, windowSeconds: number, cost: number): Usage {
    countFallback()
    return local.count(key, windowSeconds, cost)
  }

  return {
    count(key, windowSeconds, cost = 1) {
      if (!link.isUp()) return countHere(key, windowSeconds, cost)
      return link.count(key, windowSeconds, cost).then((usage) => usage ?? countHere(key, windowSeconds, cost))
    },
    close() {
      link.close()
      local.close()
    },
  }
}
