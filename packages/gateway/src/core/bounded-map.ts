/** A map that never holds more than its capacity: what was not used for longest gives way. */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  clear(): void
}

/**
 * A bounded map of two generations: when the young one is full it becomes the old one, and the former old one is dropped
 * as a whole; what is used in the old one goes over to the young one. A `Map` that loses its first entry again and again
 * gets slow instead, since it has to step over the places of those that are gone.
 *
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
