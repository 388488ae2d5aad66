/** A map that never holds more entries than its capacity: it drops those that were unused for longest. */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  clear(): void
}

/**
 * Creates a bounded map of two generations. When the young generation is full it becomes the old one, and the former old
 * one is dropped as a whole. An entry of the old generation that is used moves to the young one. A single `Map` would be
 * slow: when its first entry is removed again and again, it steps over the places of all removed entries.
 * @param capacity the most entries; at least half as many of those that were used last are always kept
 */
export function createBoundedMap<Value>(capacity: number): BoundedMap<Value> {
  const generationSize = Math.max(1, Math.floor(capacity / 2))
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()

  function set(key: string, value: Value): void {
    if (young.size >= generationSize && !young.has(key)) {
      old = young
      young = new Map()
    }
    young.set(key, value)
  }

  return {
    set,
    get(key) {
      const value = young.get(key)
      if (value !== undefined) return value
      const former = old.get(key)
      if (former !== undefined) set(key, former)
      return former
    },
    clear() {
      young.clear()
      old.clear()
    },
  }
}
