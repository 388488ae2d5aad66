import type { MemoryCounter } from './memory-counter.ts'
import type { RedisLink } from './redis-link.ts'
import type { UsageCounter } from './usage-counter.ts'

/** Counts in Redis, together with all other nodes; in this process while Redis is away. */
export function createRedisCounter(link: RedisLink, local: MemoryCounter): UsageCounter {
  return {
    count(key, windowSeconds) {
      if (!link.isUp()) return local.count(key, windowSeconds)
      return link.count(key, windowSeconds).then((usage) => usage ?? local.count(key, windowSeconds))
    },
    close() {
      link.close()
      local.close()
    },
  }
}
