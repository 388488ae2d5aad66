/** A map that never holds more than its capacity: the entries that were not used for longest give way. */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  clear(): void
}

/**
 * A bounded map of two generations. When the young one is full it becomes the old one, and the former old one goes as a
 * whole; an entry that is used in the old one moves to the young one. A `Map` that loses its first entry again and again
 * gets slow: it steps over the places of those that are gone.
 * @param capacity the most entries; at least half of it is always there for what was used last
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
